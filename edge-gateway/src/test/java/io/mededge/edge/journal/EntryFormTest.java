package io.mededge.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EntryFormTest {
    private static final StreamKey KEY = new StreamKey(new DeviceId("A-01-hd"), StreamClass.TELEMETRY);

    private final EntryForm form = new EntryForm(TestJournal.PLACE, TestJournal.GATEWAY, 7, new MetricDictionary());

    @Property(tries = 300)
    void whatIsEncodedIsDecoded(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int size) {
        var body = sample(new Random(seed), size);

        assertThat(form.decode(form.encode(KEY, entry(body)))).isEqualTo(new Decoded.Value<RegionBound>(body));
    }

    @Property(tries = 2_000)
    void damagedBytesAreAReasonAndNeverAnAccident(@ForAll long seed) {
        var random = new Random(seed);
        var body = random.nextBoolean() ? sample(random, 20) : new Gap(FaultCode.MODBUS_TIMEOUT, Instant.EPOCH);
        var bytes = form.encode(KEY, entry(body));
        for (var i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        var cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));

        assertThat(form.decode(cut)).isInstanceOfAny(Decoded.Value.class, Decoded.Malformed.class);
    }

    private static Sample sample(Random random, int size) {
        var readings = new ArrayList<Sample.Reading>();
        for (var reading : TestJournal.sample(random.nextGaussian() * 1e6, size).readings()) {
            var quality = Quality.values()[random.nextInt(8) == 0 ? 1 : 0];
            readings.add(new Sample.Reading(reading.metric(), reading.value(), quality));
        }
        return new Sample(readings);
    }

    private static Entry entry(RegionBound body) {
        return new Entry(1, Instant.EPOCH, Instant.EPOCH, body);
    }
}
