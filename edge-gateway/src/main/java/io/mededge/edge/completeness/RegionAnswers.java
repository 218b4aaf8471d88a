package io.mededge.edge.completeness;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.telemetry.Comparison;
import io.mededge.model.telemetry.Comparison.Verdict;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the region answers to certificates. It tells the same again until a range is equal, so an answer that is lost costs nothing, and each is counted once.
 * Records that the region has acknowledged and does not have are sent again, as far as the journal still keeps them. Thread-safe.
 */
public final class RegionAnswers {
    /** Verdicts that are remembered, the newest ones: some hours of a facility. What comes again beyond it is counted again. */
    static final int MAX_REMEMBERED = 20_000;

    /** Has records sent again, if they are still there. */
    @FunctionalInterface
    public interface Resend {
        void sendAgain(StreamKey stream, List<SequenceSet.Range> ranges);
    }

    private record Key(StreamKey stream, long first) {}

    private final Journal journal;
    private final Faults faults;
    private final Resend resend;
    private final Map<Verdict, LongAdder> counts = new EnumMap<>(Verdict.class);
    private final LongAdder sentAgain = new LongAdder();
    private final Map<Key, Verdict> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Verdict> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    public RegionAnswers(Journal journal, Faults faults, Resend resend) {
        this.journal = journal;
        this.faults = faults;
        this.resend = resend;
        for (var verdict : Verdict.values()) {
            counts.put(verdict, new LongAdder());
        }
    }

    /** In the thread of the connection to the region: some microseconds each. */
    public synchronized void heard(List<Comparison> comparisons) {
        if (comparisons.isEmpty()) {
            return;
        }
        var waiting = firstWaiting();
        for (var comparison : comparisons) {
            if (comparison.epoch() == journal.epoch()) {
                heard(comparison, waiting);
            }
        }
    }

    /** The lowest sequence of each stream that is not acknowledged: from there on the region may lack what is on its way. */
    private Map<StreamKey, Long> firstWaiting() {
        var first = new HashMap<StreamKey, Long>();
        for (var stream : journal.streams()) {
            first.put(stream.key(), stream.firstSequence() == 0 ? stream.lastSequence() + 1 : stream.firstSequence());
        }
        return first;
    }

    private void heard(Comparison comparison, Map<StreamKey, Long> waiting) {
        var stream = new StreamKey(comparison.device(), comparison.streamClass());
        var first = waiting.getOrDefault(stream, 0L);
        var disputed = comparison.missing().stream()
                .filter(range -> range.first() < first)
                .map(range -> new SequenceSet.Range(range.first(), Math.min(range.last(), first - 1)))
                .toList();
        if (!comparison.missing().isEmpty() && disputed.isEmpty()) {
            return;
        }
        var before = known.put(new Key(stream, comparison.sequences().first()), comparison.verdict());
        if (before != comparison.verdict()) {
            count(comparison.verdict()).increment();
            if (comparison.verdict() == Verdict.DIFFERS) {
                faults.report(FaultCode.RECORDS_DISPUTED, words(comparison, disputed));
            }
        }
        if (!disputed.isEmpty()) {
            disputed.forEach(range -> sentAgain.add(range.size()));
            resend.sendAgain(stream, disputed);
        }
    }

    private static String words(Comparison comparison, List<SequenceSet.Range> disputed) {
        var range = comparison.sequences();
        return comparison.device() + " " + comparison.streamClass() + ", sequences " + range.first() + " to "
                + range.last()
                + (disputed.isEmpty()
                        ? ": the stored records are others"
                        : ": "
                                + disputed.stream()
                                        .mapToLong(SequenceSet.Range::size)
                                        .sum()
                                + " are not there");
    }

    /** Certified ranges by what the region found, since the start. */
    public long ranges(Verdict verdict) {
        return count(verdict).sum();
    }

    private LongAdder count(Verdict verdict) {
        var tally = counts.get(verdict);
        if (tally == null) {
            throw new IllegalStateException("no tally for " + verdict);
        }
        return tally;
    }

    /** Records asked to be sent again, each time. */
    public long sentAgain() {
        return sentAgain.sum();
    }
}
