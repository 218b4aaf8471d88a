package io.mededge.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.journal.StreamKey;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.safety.Hazard;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a line of 64 kbit/s carries, in twenty seconds a day or beside a backlog of days: on a virtual clock. */
@Hazard("H-008")
class ShortWindowTest {
    private static final int BYTES_PER_SECOND = 8_000;
    private static final int PER_MINUTE = 60;
    private static final Function<StreamKey, DrainOrder.Source> CLINICAL =
            stream -> new DrainOrder.Source(PER_MINUTE, true);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final List<StreamKey> TELEMETRY = streams(StreamClass.TELEMETRY);
    private static final List<StreamKey> EVENTS = streams(StreamClass.EVENTS);

    private static List<StreamKey> streams(StreamClass streamClass) {
        return IntStream.range(0, 6)
                .mapToObj(machine -> new StreamKey(new DeviceId("hd-" + machine), streamClass))
                .toList();
    }

    @Test
    void inTwentySecondsTheMostValuableGoesFirst() {
        var line = new SlowLine(BYTES_PER_SECOND, CLINICAL);
        TELEMETRY.forEach(stream -> line.left(stream, 5_000));
        EVENTS.forEach(stream -> line.left(stream, 10));
        line.connect();
        line.run(20 * SECOND);

        var arrivals = line.arrivals;
        assertThat(arrivals.subList(0, 60))
                .as("events first, all of them")
                .allMatch(arrival -> arrival.stream().streamClass() == StreamClass.EVENTS);
        var after = arrivals.subList(60, arrivals.size());
        assertThat(after).as("the twenty seconds were used").hasSizeGreaterThan(150);
        // within the messages that follow each machine has shown its newest record
        var seen = new HashSet<StreamKey>();
        for (var i = 0; i < after.size() && seen.size() < TELEMETRY.size(); i++) {
            if (after.get(i).sequence() == 5_000) {
                seen.add(after.get(i).stream());
                assertThat(i)
                        .as("place of the newest of %s", after.get(i).stream())
                        .isLessThan(40);
            }
        }
        assertThat(seen).containsExactlyInAnyOrderElementsOf(TELEMETRY);
        assertThat(after.stream().filter(arrival -> arrival.sequence() > 5_000 - PER_MINUTE))
                .as("of the newest minute")
                .hasSizeGreaterThan(after.size() * 3 / 4);
        assertThat(after.stream().filter(arrival -> arrival.sequence() < 200))
                .as("of the oldest, so that it does not wait for ever")
                .hasSizeBetween(after.size() / 20, after.size() / 4);
    }

    @Test
    void whatIsOnlyTechnicalComesLastButNotNever() {
        var technical = Set.of(TELEMETRY.get(0), TELEMETRY.get(1));
        var line = new SlowLine(
                BYTES_PER_SECOND, stream -> new DrainOrder.Source(PER_MINUTE, !technical.contains(stream)));
        TELEMETRY.forEach(stream -> line.left(stream, 400));
        var alarm = new StreamKey(TELEMETRY.get(0).device(), StreamClass.EVENTS);
        line.left(alarm, 5);
        line.connect();
        line.run(15 * SECOND);

        var arrivals = line.arrivals;
        assertThat(arrivals.subList(0, 5))
                .as("an event is an event, whoever's it is")
                .allMatch(arrival -> arrival.stream().equals(alarm));
        var early = arrivals.subList(5, arrivals.size());
        assertThat(early.stream().filter(arrival -> technical.contains(arrival.stream())))
                .as("of two technical devices among six, in their turn of every eighth message")
                .hasSizeBetween(1, early.size() / 4)
                .allMatch(arrival -> arrival.sequence() < 200);

        line.run(300 * SECOND);
        var firstNewest = 0;
        while (!arrivals.get(firstNewest).stream().equals(TELEMETRY.get(0))
                || arrivals.get(firstNewest).sequence() < 400) {
            firstNewest++;
        }
        assertThat(arrivals.subList(firstNewest, arrivals.size()).stream()
                        .filter(arrival -> !technical.contains(arrival.stream())))
                .as("of clinical devices after the newest of a technical one: what was under way")
                .hasSizeLessThan(400);
        TELEMETRY.forEach(stream -> assertThat(arrivals.stream()
                        .filter(arrival -> arrival.stream().equals(stream))
                        .map(SlowLine.Arrival::sequence)
                        .distinct())
                .as("all of %s", stream)
                .hasSize(400));
    }

    @Test
    void dayByDayEverythingArrives() {
        var line = new SlowLine(BYTES_PER_SECOND, CLINICAL);
        TELEMETRY.forEach(stream -> line.left(stream, 300));
        var days = 0;
        for (; days < 40 && (days < 5 || line.plan.hasBacklog()); days++) {
            if (days < 5) {
                // each of these days adds more than a window's newest minutes
                for (var i = 0; i < 70; i++) {
                    TELEMETRY.forEach(line::commit);
                }
                EVENTS.forEach(line::commit);
            }
            line.connect();
            line.run(20 * SECOND);
            line.disconnect();
            line.now += TimeUnit.DAYS.toNanos(1);
        }

        var arrived = new HashMap<StreamKey, SequenceSet>();
        line.arrivals.forEach(arrival -> arrived.computeIfAbsent(arrival.stream(), unseen -> new SequenceSet())
                .add(arrival.sequence()));
        TELEMETRY.forEach(stream -> assertThat(
                        arrived.getOrDefault(stream, new SequenceSet()).contiguous())
                .as("%s after %d days", stream, 40)
                .isEqualTo(300 + 5 * 70));
        EVENTS.forEach(stream -> assertThat(
                        arrived.getOrDefault(stream, new SequenceSet()).contiguous())
                .isEqualTo(5));
        System.out.printf("everything arrived after %d windows of 20 s%n", days);
    }

    @Test
    void besideABacklogWhatIsNewComesAlmostAsSoonAsWithout() {
        var alone = live(0);
        var beside = live(20_000);

        var normal = percentile99(alone.liveMillis(StreamClass.TELEMETRY));
        var during = percentile99(beside.liveMillis(StreamClass.TELEMETRY));
        var alarm = beside.liveMillis(StreamClass.EVENTS);
        var drained = beside.arrivals.stream().filter(SlowLine.Arrival::backlog).count();
        System.out.printf(
                "64 kbit/s: p99 of what is new %.0f ms alone, %.0f ms beside the backlog; alarms at most %.0f ms; drained %d in 120 s%n",
                normal, during, alarm.get(alarm.size() - 1), drained);
        assertThat(during).isLessThan(2 * normal);
        assertThat(alarm.get(alarm.size() - 1)).isLessThan(1_000);
        assertThat(drained).as("records in two minutes").isGreaterThan(1_000);
    }

    /** Six machines polled once in two seconds, which is a quarter of the line, and now and then an alarm. */
    private static SlowLine live(long backlog) {
        var line = new SlowLine(BYTES_PER_SECOND, CLINICAL);
        if (backlog > 0) {
            TELEMETRY.forEach(stream -> line.left(stream, backlog));
        }
        line.connect();
        for (var tick = 0; tick < 120 * 3; tick++) {
            line.commit(TELEMETRY.get(tick % TELEMETRY.size()));
            if (tick % 40 == 39) {
                line.commit(EVENTS.get(tick % EVENTS.size()));
            }
            line.run(SECOND / 3);
        }
        return line;
    }

    private static double percentile99(List<Double> ascending) {
        return ascending.get((int) Math.ceil(ascending.size() * 0.99) - 1);
    }
}
