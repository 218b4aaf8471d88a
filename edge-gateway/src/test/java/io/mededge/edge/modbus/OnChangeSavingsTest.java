package io.mededge.edge.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.DeviceProfile;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.ProfileLoader;
import io.mededge.infra.simulator.machine.ShownValues;
import io.mededge.infra.simulator.machine.Station;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.Sample.Reading;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import io.mededge.model.telemetry.TelemetryCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the shipped profile saves by recording on change, over simulated treatments: rows of the region and bytes on the wire. */
class OnChangeSavingsTest {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final int POLLS_PER_MINUTE = 120;
    private static final int POLLS_PER_MESSAGE = 10;
    private static final long SEED = 20260301;

    private final DeviceProfile profile =
            ((ProfileLoader.Result.Valid) ProfileLoader.loadShipped("mededge-hd")).profile();

    /** The polls of one machine in the midst of a treatment. */
    private List<List<Reading>> treatment(int number, int machines, int minutes) {
        var station = Station.start("savings-" + number, SEED, true, 0.3 + 0.5 * number / machines);
        var polls = new ArrayList<List<Reading>>();
        for (var poll = 0; poll < minutes * POLLS_PER_MINUTE; poll++) {
            station.advanceTo(poll * POLL.toMillis());
            var values = ShownValues.of(station);
            var readings = new ArrayList<Reading>();
            for (var i = 0; i < values.length; i++) {
                readings.add(new Reading(profile.metrics().get(i).id(), values[i], Quality.GOOD));
            }
            polls.add(readings);
        }
        return polls;
    }

    private List<List<Reading>> due(List<List<Reading>> polls) {
        var filter = new ChangeFilter(new Device(
                new DeviceId("A-01"), "", "", profile, new MachineAddress.Tcp("x", 1), 1, POLL, POLL, "1", ""));
        var due = new ArrayList<List<Reading>>();
        for (var poll = 0; poll < polls.size(); poll++) {
            due.add(filter.due(polls.get(poll), START.plus(POLL.multipliedBy(poll))));
        }
        return due;
    }

    @Test
    void fewerThanHalfOfTheRowsAndBytesRemain() {
        assertThat(profile.metrics())
                .extracting(metric -> metric.id().value())
                .as("the simulator shows what the profile names")
                .isEqualTo(ShownValues.METRICS);
        var polls = treatment(1, 2, 60);
        var due = due(polls);
        var rows = rows(polls);
        var rowsDue = rows(due);
        var wire = wireBytes(polls);
        var wireDue = wireBytes(due);

        System.out.printf(
                "on change: %.1f of %.1f rows a poll remain (%.0f %%), %.0f of %.0f bytes a poll on the wire (%.0f %%)%n",
                (double) rowsDue / polls.size(),
                (double) rows / polls.size(),
                100.0 * rowsDue / rows,
                (double) wireDue / polls.size(),
                (double) wire / polls.size(),
                100.0 * wireDue / wire);
        assertThat(2 * rowsDue).isLessThan(rows);
        assertThat(2 * wireDue).isLessThan(wire);
    }

    private static long rows(List<List<Reading>> polls) {
        return polls.stream().mapToLong(List::size).sum();
    }

    private static long wireBytes(List<List<Reading>> polls) {
        var stream = new StreamId(
                Place.of("region-1", "facility-1"),
                new DeviceId("gateway-1"),
                new DeviceId("A-01"),
                StreamClass.TELEMETRY,
                1);
        var bytes = 0L;
        var entries = new ArrayList<Entry>();
        for (var poll = 0; poll < polls.size(); poll++) {
            var at = START.plus(POLL.multipliedBy(poll));
            entries.add(new Entry(poll + 1, at, at, new Sample(polls.get(poll))));
            if (entries.size() == POLLS_PER_MESSAGE) {
                bytes += TelemetryCodec.encode(new Batch(stream, Lane.LIVE, entries)).length;
                entries.clear();
            }
        }
        return bytes;
    }
}
