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
import java.util.List;
import java.util.Map;
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
        assertThat(plan.nextBacklog(ALL, 0)).hasValue(new DeliveryLedger.Backlog(EVENTS, new Range(3, 4)));
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
        assertThat(small.nextBacklog(ALL, 0)).hasValue(new DeliveryLedger.Backlog(TELEMETRY, new Range(3, 5)));
    }

    @Test
    void withoutAConnectionEverythingIsBacklogOnceThereIsOne() {
        plan.committed(TELEMETRY, entry(1), false, 0);
        plan.committed(TELEMETRY, entry(2), false, 0);

        assertThat(plan.takeLive(ALL, 0)).isEmpty();
        assertThat(plan.nextBacklog(ALL, 0)).hasValue(new DeliveryLedger.Backlog(TELEMETRY, new Range(1, 2)));
    }

    @Test
    void theBacklogKeepsToItsRate() {
        var slow = plan(Map.of("gateway.uplink.backlog-rate", "100", "gateway.uplink.backlog-window", "1000"));
        slow.left(TELEMETRY, new Range(1, 1_000_000));
        var sent = 0;
        for (var now = 0L; now < 20 * SECOND; now += SECOND / 100) {
            var next = slow.nextBacklog(ALL, now);
            if (next.isPresent()) {
                var first = next.get().range().first();
                slow.sentFromJournal(next.get(), entries(first, first + 9), now);
                slow.acknowledged(TELEMETRY, List.of(new Range(first, first + 9)));
                sent += 10;
            }
        }

        assertThat(sent).isBetween(1_900, 2_100);
    }

    @Test
    void onlySoManyBacklogMessagesAreUnacknowledged() {
        var narrow = plan(Map.of("gateway.uplink.backlog-window", "2", "gateway.uplink.backlog-rate", "1000000"));
        narrow.left(TELEMETRY, new Range(1, 100));
        for (var i = 0; i < 2; i++) {
            var next = narrow.nextBacklog(ALL, 0).orElseThrow();
            var first = next.range().first();
            narrow.sentFromJournal(next, entries(first, first + 9), 0);
        }
        assertThat(narrow.nextBacklog(ALL, 0)).isEmpty();

        narrow.acknowledged(TELEMETRY, List.of(new Range(1, 10)));
        narrow.checkDue(0);
        assertThat(narrow.nextBacklog(ALL, 0)).isPresent();
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
            var next = plan.nextBacklog(ALL, now).orElseThrow();
            plan.sentFromJournal(next, List.of(entry(1)), now);
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

        assertThat(gathering.nextBacklog(ALL, 0)).hasValue(new DeliveryLedger.Backlog(TELEMETRY, new Range(1, 3)));
    }

    private static SendPlan plan(Map<String, String> settings) {
        return new SendPlan(TestConfig.of(settings).uplink(), 0);
    }

    private static Entry entry(long sequence) {
        return new Entry(sequence, Instant.EPOCH, Instant.EPOCH, TestJournal.sample(1, 1));
    }

    private static List<Entry> entries(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(SendPlanTest::entry).toList();
    }
}
