package io.mededge.regional.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.telemetry.Batch;
import io.mededge.regional.ingest.Arrivals.Mark;
import io.mededge.regional.ingest.Arrivals.MinuteRow;
import io.mededge.regional.ingest.Arrivals.SampleRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final StreamId STREAM = Batches.telemetry("A-01-hd");
    private static final Duration LATENESS = Duration.ofSeconds(60);

    private final Mark mark = new Mark(11, SequenceSet.parse("{[1,4),[6,8)}"));
    private final Map<StreamId, Mark> marks = Map.of(STREAM, mark);
    private final Arrivals arrivals = arrivals(marks, Batches.START.plusSeconds(30));

    @Test
    void takesOnlyWhatIsNotStoredYet() {
        arrivals.add(Batches.samples(STREAM, 2, 3, 4, 5, 6, 9));

        assertThat(arrivals.samples()).extracting(SampleRow::sequence).containsExactly(4L, 4L, 5L, 5L, 9L, 9L);
        assertThat(arrivals.repeated()).isEqualTo(3);
        assertThat(arrivals.grownMarks()).hasSize(1);
        assertThat(mark.received().toMultirange()).isEqualTo("{[1,8),[9,10)}");
    }

    @Test
    void doesNotTouchAMarkThatDidNotGrow() {
        arrivals.add(Batches.samples(STREAM, 1, 2, 7));

        assertThat(arrivals.grownMarks()).isEmpty();
        assertThat(arrivals.samples()).isEmpty();
        assertThat(arrivals.minutes()).isEmpty();
    }

    @Test
    void countsRecordsNotValuesInTheirMinutes() {
        arrivals.add(Batches.samples(STREAM, 10, 11, 59, 60, 61));

        assertThat(arrivals.minutes())
                .containsExactly(
                        new MinuteRow(11, Batches.START, 3, false),
                        new MinuteRow(11, Batches.START.plusSeconds(60), 2, false));
    }

    @Test
    void aMinuteIsLateWhenItsEndIsLongerAgoThanTheBound() {
        var justOpen = arrivals(marks, Batches.START.plusSeconds(120));
        justOpen.add(Batches.samples(STREAM, 10));
        var closed = arrivals(marks, Batches.START.plusSeconds(120).plusMillis(1));
        closed.add(Batches.samples(STREAM, 11));

        assertThat(justOpen.minutes()).extracting(MinuteRow::late).containsExactly(false);
        assertThat(closed.minutes()).extracting(MinuteRow::late).containsExactly(true);
    }

    @Test
    void sortsEveryKindOfRecordIntoItsRows() {
        arrivals.add(Batches.one(STREAM, 20, Batches.START, new Gap(FaultCode.MODBUS_TIMEOUT, null)));
        arrivals.add(Batches.one(STREAM, 21, Batches.START, new MachineEvent(5, 9, "venous-air", true)));
        arrivals.add(Batches.one(STREAM, 22, Batches.START, new PatientAssociation(null)));

        assertThat(arrivals.gaps()).hasSize(1);
        assertThat(arrivals.events()).hasSize(1);
        assertThat(arrivals.associations()).hasSize(1);
        assertThat(arrivals.samples()).isEmpty();
        assertThat(arrivals.minutes()).isEmpty();
    }

    @Test
    void refusesAStreamWhoseMarkWasNotRead() {
        var unread = Batches.samples(Batches.telemetry("A-02-hd"), 1);

        assertThatThrownBy(() -> arrivals.add(unread)).isInstanceOf(IllegalArgumentException.class);
    }

    /** However batches overlap, repeat and reorder, over however many transactions: each record once, and the mark says so. */
    @Property(tries = 500)
    void countsEachRecordOnce(@ForAll long seed, @ForAll @IntRange(min = 1, max = 120) int records) {
        var random = new Random(seed);
        var sent = overlapping(random, records);
        Collections.shuffle(sent, random);
        var mark = new Mark(1, new SequenceSet());
        var stored = new ArrayList<Long>();

        while (!sent.isEmpty()) {
            var poll = sent.subList(0, 1 + random.nextInt(sent.size()));
            var transaction = arrivals(Map.of(STREAM, mark), Batches.START);
            poll.forEach(transaction::add);
            transaction.samples().forEach(row -> stored.add(row.sequence()));
            poll.clear();
        }

        assertThat(stored).hasSize(2 * records);
        assertThat(stored.stream().distinct()).hasSize(records);
        assertThat(mark.received().toMultirange()).isEqualTo("{[1," + (records + 1) + ")}");
    }

    private static List<Batch> overlapping(Random random, int records) {
        var batches = new ArrayList<Batch>();
        for (var at = 1L; at <= records; ) {
            var first = Math.max(1, at - random.nextInt(5));
            var last = Math.min(records, at + random.nextInt(10));
            var batch =
                    Batches.samples(STREAM, LongStream.rangeClosed(first, last).toArray());
            for (var copies = 1 + random.nextInt(3); copies > 0; copies--) {
                batches.add(batch);
            }
            at = last + 1;
        }
        return batches;
    }

    private static Arrivals arrivals(Map<StreamId, Mark> marks, Instant now) {
        return new Arrivals(marks, key -> key.metric().value().equals("blood-flow") ? 1 : 2, now, LATENESS);
    }
}
