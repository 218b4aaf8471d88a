package io.mededge.edge.journal;

import io.mededge.edge.fault.Faults;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;

/** Real journals for tests, also of other packages. */
public final class TestJournal {
    public static final DeviceId GATEWAY = new DeviceId("gateway-1");
    public static final Place PLACE = Place.of("region-1", "facility-1");

    private TestJournal() {}

    public static Journal open(Path folder) throws IOException {
        return open(folder, 64L * 1024 * 1024, new Faults());
    }

    public static Journal open(Path folder, long maxBytes, Faults faults) throws IOException {
        return Journal.open(folder, PLACE, GATEWAY, new Config(maxBytes, 10_000), InstantSource.system(), faults);
    }

    /** A sample of that many readings; the first value is the given one. */
    public static Sample sample(double value, int readings) {
        var list = new ArrayList<Sample.Reading>();
        for (var i = 0; i < readings; i++) {
            list.add(new Sample.Reading(new MetricId("metric-" + i), i == 0 ? value : i * 1.5, Quality.GOOD));
        }
        return new Sample(list);
    }

    public record Config(long maxBytes, int queue, Duration retainAcknowledged) implements JournalConfig {
        public Config(long maxBytes, int queue) {
            this(maxBytes, queue, Duration.ZERO);
        }

        @Override
        public Duration linger() {
            return Duration.ofMillis(5);
        }

        @Override
        public int group() {
            return 500;
        }

        @Override
        public long checkBytes() {
            return 1 << 30;
        }

        @Override
        public long reserveBytes() {
            return 1 << 20;
        }
    }
}
