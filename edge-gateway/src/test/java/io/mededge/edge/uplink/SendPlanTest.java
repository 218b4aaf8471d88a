package io.mededge.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.TestConfig;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import io.mededge.model.telemetry.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The order of the lanes, on a virtual clock. */
class SendPlanTest {
    private static final StreamKey TELEMETRY = new StreamKey(new DeviceId("A-01-hd"), StreamClass.TELEMETRY);
    private static final StreamKey OTHER = new StreamKey(new DeviceId("A-02-hd"), StreamClass.TELEMETRY);
    private static final StreamKey EVENTS = new StreamKey(new DeviceId("A-01-hd"), StreamClass.EVENTS);
    private static final SendPlan.Room ALL = new SendPlan.Room(true, true, true);
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SendPlan plan = plan(Map.of("gateway.uplink.linger", "0s"));

    @Test
    void anEventOvertakesTelemetryThatCameBeforeIt() {
        plan.committed(TELEMETRY, entry(1), true, 0);
        plan.committed(EVENTS, entry(1), true, 0);

        assertThat(plan.takeLive(ALL, 0))
                .hasValueSatisfying(run -> assertThat(run.stream()).isEqualTo(EVENTS));
        assertThat(plan.takeLive(ALL, 0))
                .hasValueSatisfying(run -> assertThat(run.stream()).isEqualTo(TELEMETRY));
        assertThat(plan.takeLive(ALL, 0)).isEmpty();
    }

    @Test
    void neighboursOfOneStreamTravelTogether() {
        plan.committed(TELEMETRY, entry(1), true, 0);
        plan.committed(TELEMETRY, entry(2), true, 0);
        plan.committed(OTHER, entry(1), true, 0);

        assertThat(plan.takeLive(ALL, 0))
                .hasValueSatisfying(run -> assertThat(run.entries()).containsExactly(entry(1), entry(2)));
    }

    @Test
    void theBacklogOfTelemetryWaitsWhileSomethingNewWaitsButThatOfEventsDoesNot() {
        plan.left(TELEMETRY, new Range(1, 10));
        plan.committed(OTHER, entry(1), true, 0);
        assertThat(plan.nextBacklog(ALL, 0)).isEmpty();

        plan.left(EVENTS, new Range(3, 4));
        assertThat(plan.nextBacklog(ALL, 0)).hasValue(new DeliveryLedger.Backlog(EVENTS, new Range(3, 3)));
    }

    @Test
    void whenTheConnectionIsNearlyFullOnlyTheMoreUrgentGoes() {
        plan.committed(TELEMETRY, entry(1), true, 0);
        assertThat(plan.takeLive(new SendPlan.Room(true, false, false), 0)).isEmpty();
        plan.committed(EVENTS, entry(1), true, 0);
        assertThat(plan.takeLive(new SendPlan.Room(true, false, false), 0)).isPresent();
    }

    @Test
    void whatDoesNotFitInMemoryComesFromTheJournal() {
        var small = plan(Map.of("gateway.uplink.live-queue", "2", "gateway.uplink.linger", "0s"));
        LongStream.rangeClosed(1, 5).forEach(sequence -> small.committed(TELEMETRY, entry(sequence), true, 0));
        var live = small.takeLive(ALL, 0).orElseThrow();

        assertThat(live.entries()).containsExactly(entry(1), entry(2));
        assertThat(drain(small)).containsExactlyInAnyOrder(3L, 4L, 5L);
    }

    @Test
    void withoutAConnectionEverythingIsBacklogOnceThereIsOne() {
        plan.committed(TELEMETRY, entry(1), false, 0);
        plan.committed(TELEMETRY, entry(2), false, 0);

        assertThat(plan.takeLive(ALL, 0)).isEmpty();
        assertThat(drain(plan)).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void theBacklogKeepsToItsRate() {
        var slow = plan(Map.of("gateway.uplink.backlog-rate", "100", "gateway.uplink.backlog-window", "1000"));
        slow.left(TELEMETRY, new Range(1, 1_000_000));
        var sent = 0L;
        for (var now = 0L; now < 20 * SECOND; now += SECOND / 100) {
            var next = slow.nextBacklog(ALL, now);
            if (next.isPresent()) {
                var range = next.get().range();
                slow.sentFromJournal(next.get(), entries(range), now);
                slow.acknowledged(TELEMETRY, List.of(range), now);
                sent += range.size();
            }
        }

        assertThat(sent).isBetween(1_850L, 2_100L);
    }

    @Test
    void onlySoManyBacklogMessagesAreUnacknowledged() {
        var narrow = plan(Map.of("gateway.uplink.backlog-window", "2", "gateway.uplink.backlog-rate", "1000000"));
        narrow.left(TELEMETRY, new Range(1, 10_000_000));
        var now = 0L;
        for (; now < 5 * SECOND; now += SECOND / 100) {
            var next = narrow.nextBacklog(ALL, now).orElseThrow();
            narrow.sentFromJournal(next, entries(next.range()), now);
            narrow.acknowledged(TELEMETRY, List.of(next.range()), now);
        }

        var first = narrow.nextBacklog(ALL, now).orElseThrow();
        narrow.sentFromJournal(first, entries(first.range()), now);
        var second = narrow.nextBacklog(ALL, now).orElseThrow();
        narrow.sentFromJournal(second, entries(second.range()), now);
        assertThat(narrow.nextBacklog(ALL, now)).isEmpty();

        narrow.acknowledged(TELEMETRY, List.of(first.range()), now);
        assertThat(narrow.nextBacklog(ALL, now)).isPresent();
    }

    @Test
    void aBacklogOfDaysIsAFewNumbersInMemory() {
        var days = plan(Map.of("gateway.uplink.backlog-rate", "1000000"));
        var streams = IntStream.range(0, 52)
                .mapToObj(machine -> new StreamKey(new DeviceId("hd-" + machine), StreamClass.TELEMETRY))
                .toList();
        streams.forEach(stream -> days.left(stream, new Range(1, 27_000_000 / 52)));
        days.connected(0);
        var drained = 0L;
        for (var now = 0L; now < 60 * SECOND; now += SECOND / 100) {
            var next = days.nextBacklog(ALL, now);
            if (next.isPresent()) {
                days.sentFromJournal(next.get(), entries(next.get().range()), now);
                days.acknowledged(next.get().stream(), List.of(next.get().range()), now);
                drained += next.get().range().size();
            }
            assertThat(days.size()).as("spans of 52 streams").isLessThan(3 * 52);
        }
        assertThat(drained).isGreaterThan(100_000);
    }

    @Test
    void theTimeToTheNextAttemptDoublesUpToItsBound() {
        plan.committed(TELEMETRY, entry(1), true, 0);
        assertThat(plan.takeLive(ALL, 0)).isPresent();
        var now = 0L;
        for (var seconds : new int[] {5, 10, 20, 40, 60, 60}) {
            assertThat(plan.checkDue(now + seconds * SECOND - 1))
                    .as("before %d s", seconds)
                    .isZero();
            now += seconds * SECOND;
            assertThat(plan.checkDue(now)).as("after %d s", seconds).isEqualTo(1);
            var next = plan.nextBacklog(ALL, now);
            while (next.isEmpty()) {
                now += SECOND / 2;
                next = plan.nextBacklog(ALL, now);
            }
            plan.sentFromJournal(next.get(), List.of(entry(1)), now);
        }
    }

    @Test
    void aRecordWaitsForItsNeighboursButNotForLong() {
        var gathering = plan(Map.of("gateway.uplink.linger", "10ms", "gateway.uplink.batch", "3"));
        var linger = Duration.ofMillis(10).toNanos();
        assertThat(gathering.committed(TELEMETRY, entry(1), true, 0)).isTrue();
        assertThat(gathering.committed(OTHER, entry(1), true, 4)).isFalse();
        assertThat(gathering.committed(TELEMETRY, entry(2), true, 5)).isFalse();
        assertThat(gathering.takeLive(ALL, linger - 1)).isEmpty();
        assertThat(gathering.liveQuietNanos(ALL, linger - 1)).isEqualTo(1);

        assertThat(gathering.takeLive(ALL, linger).orElseThrow().entries()).containsExactly(entry(1), entry(2));
        assertThat(gathering.takeLive(ALL, linger)).isEmpty();
        assertThat(gathering.takeLive(ALL, linger + 4).orElseThrow().stream()).isEqualTo(OTHER);
    }

    @Test
    void aCompleteBatchLeavesAtOnceAndAnEventWaitsForNobody() {
        var gathering = plan(Map.of("gateway.uplink.linger", "1s", "gateway.uplink.batch", "2"));
        gathering.committed(TELEMETRY, entry(1), true, 0);
        assertThat(gathering.committed(TELEMETRY, entry(2), true, 0)).isTrue();
        gathering.committed(TELEMETRY, entry(3), true, 0);
        gathering.committed(EVENTS, entry(1), true, 0);

        assertThat(gathering.takeLive(ALL, 0).orElseThrow().stream()).isEqualTo(EVENTS);
        assertThat(gathering.takeLive(ALL, 0).orElseThrow().entries()).containsExactly(entry(1), entry(2));
        assertThat(gathering.takeLive(ALL, 0)).isEmpty();
    }

    @Test
    void whatWaitsWhenTheConnectionIsLostIsBacklog() {
        var gathering = plan(Map.of("gateway.uplink.linger", "1s", "gateway.uplink.batch", "2"));
        LongStream.rangeClosed(1, 3).forEach(sequence -> gathering.committed(TELEMETRY, entry(sequence), true, 0));
        gathering.connectionLost();

        assertThat(drain(gathering)).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    /** Sends all of the backlog of {@link #TELEMETRY}, each message acknowledged at once. */
    private static List<Long> drain(SendPlan plan) {
        var sequences = new ArrayList<Long>();
        for (var next = plan.nextBacklog(ALL, 0); next.isPresent(); next = plan.nextBacklog(ALL, 0)) {
            assertThat(next.get().stream()).isEqualTo(TELEMETRY);
            var range = next.get().range();
            plan.sentFromJournal(next.get(), entries(range), 0);
            plan.acknowledged(TELEMETRY, List.of(range), 0);
            LongStream.rangeClosed(range.first(), range.last()).forEach(sequences::add);
        }
        return sequences;
    }

    private static SendPlan plan(Map<String, String> settings) {
        return new SendPlan(TestConfig.of(settings).uplink(), stream -> new DrainOrder.Source(5, true), 0);
    }

    private static Entry entry(long sequence) {
        return new Entry(sequence, Instant.EPOCH, Instant.EPOCH, TestJournal.sample(1, 1));
    }

    private static List<Entry> entries(Range range) {
        return LongStream.rangeClosed(range.first(), range.last())
                .mapToObj(SendPlanTest::entry)
                .toList();
    }
}
