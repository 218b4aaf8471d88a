package io.mededge.edge.uplink;

import io.mededge.edge.journal.StreamKey;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which records are to be sent, which wait for their acknowledgement and until when. Pure: the caller tells the time, sends and frees. Not thread-safe.
 *
 * <p>What is sent live is told by {@link #sent}; what is left from an earlier run, did not fit or was not acknowledged in time is the backlog, which {@link
 * #nextBacklog} gives out. Nothing leaves but by {@link #acknowledge}, or because the journal does not hold it any more.
 */
final class DeliveryLedger {
    private final long firstNanos;
    private final long maxNanos;
    private final Map<StreamKey, UnacknowledgedSpans> streams = new HashMap<>();
    private final Set<StreamKey> wantingEvents = new LinkedHashSet<>();
    private final Set<StreamKey> wantingTelemetry = new LinkedHashSet<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>((one, other) -> Long.signum(one.nanos() - other.nanos()));

    private record Due(long nanos, StreamKey stream, Range range) {}

    /** Records of one stream that are to be read from the journal and sent. */
    record Backlog(StreamKey stream, Range range) {}

    /** @param first after which time what was sent once is sent again; doubles up to the other */
    DeliveryLedger(Duration first, Duration max) {
        this.firstNanos = first.toNanos();
        this.maxNanos = max.toNanos();
    }

    /** These belong to the backlog. */
    void want(StreamKey stream, Range range) {
        spans(stream).want(range);
        index(stream);
    }

    /** These are being sent now. */
    void sent(StreamKey stream, Range range, long nowNanos) {
        var spans = spans(stream);
        var attempts = spans.sent(range, nowNanos + firstNanos);
        var dueNanos = nowNanos + delayNanos(attempts);
        spans.due(range, dueNanos);
        due.add(new Due(dueNanos, stream, range));
        index(stream);
    }

    private long delayNanos(int attempts) {
        var doublings = Math.min(attempts - 1, 20);
        return Math.min(maxNanos, firstNanos << doublings);
    }

    /** The region has these. Returns those among them that were not known as such: they may be freed. */
    List<Range> acknowledge(StreamKey stream, List<Range> ranges) {
        var spans = streams.get(stream);
        if (spans == null) {
            return List.of();
        }
        var freed = new ArrayList<Range>();
        ranges.forEach(range -> freed.addAll(spans.remove(range)));
        index(stream);
        return freed;
    }

    /**
     * The backlog of this range is being sent now.
     *
     * @param sequences those that the journal still holds, ascending; the others need not be sent and are forgotten
     */
    void sentFromJournal(StreamKey stream, Range range, List<Long> sequences, long nowNanos) {
        var runs = new SequenceSet();
        sequences.forEach(runs::add);
        var next = range.first();
        for (var run : runs.ranges()) {
            forget(stream, next, run.first() - 1);
            sent(stream, run, nowNanos);
            next = run.last() + 1;
        }
        forget(stream, next, range.last());
    }

    private void forget(StreamKey stream, long first, long last) {
        if (first <= last) {
            spans(stream).remove(new Range(first, last));
            index(stream);
        }
    }

    /** The broker did not take these: those that are in flight are backlog. */
    void refused(StreamKey stream, Range range) {
        if (isInFlight(stream, range)) {
            want(stream, range);
        }
    }

    /** What is in flight may have been lost with the connection: it is backlog, as if it had never been sent. */
    void connectionLost() {
        due.clear();
        for (var stream : List.copyOf(streams.keySet())) {
            spans(stream).wantAll();
            index(stream);
        }
    }

    /** Makes what was not acknowledged in time backlog. Returns how many records became so. */
    long checkDue(long nowNanos) {
        var overdue = 0L;
        while (!due.isEmpty() && due.peek().nanos() - nowNanos <= 0) {
            var one = due.remove();
            overdue += spans(one.stream()).wantOverdue(one.range(), nowNanos);
            index(one.stream());
        }
        return overdue;
    }

    /** When {@link #checkDue} has something to do next; empty when nothing is in flight. */
    Optional<Long> nextDueNanos() {
        return Optional.ofNullable(due.peek()).map(Due::nanos);
    }

    /** What of the class should be sent next: streams of these in turn, each from its lowest sequence. It stays wanted until {@link #sent} says otherwise. */
    Optional<Backlog> nextBacklog(StreamClass streamClass, int maxRecords, Predicate<StreamKey> which) {
        var wanting = wanting(streamClass);
        var next = wanting.stream().filter(which).findFirst();
        next.ifPresent(stream -> {
            // to the end of the queue
            wanting.remove(stream);
            wanting.add(stream);
        });
        return next.flatMap(stream -> spans(stream).firstWanted(maxRecords).map(range -> new Backlog(stream, range)));
    }

    /** The highest of these, from a sequence on, that are to be sent: at most so many in one piece. */
    Optional<Range> newestWanted(StreamKey stream, long from, int maxRecords) {
        var spans = streams.get(stream);
        return spans == null ? Optional.empty() : spans.newestWanted(from, maxRecords);
    }

    /** Those that have something to be sent. */
    List<StreamKey> wantingStreams(StreamClass streamClass) {
        return List.copyOf(wanting(streamClass));
    }

    boolean isWanting() {
        return !wantingEvents.isEmpty() || !wantingTelemetry.isEmpty();
    }

    boolean isInFlight(StreamKey stream, Range range) {
        var spans = streams.get(stream);
        return spans != null && spans.isInFlight(range);
    }

    /** Whether it is to be sent or in flight; else it is acknowledged or was never told. */
    boolean knows(StreamKey stream, long sequence) {
        var spans = streams.get(stream);
        return spans != null && spans.contains(sequence);
    }

    /** How much this ledger holds: spans, not records. */
    int size() {
        return streams.values().stream().mapToInt(UnacknowledgedSpans::size).sum();
    }

    private UnacknowledgedSpans spans(StreamKey stream) {
        return streams.computeIfAbsent(stream, unseen -> new UnacknowledgedSpans());
    }

    private Set<StreamKey> wanting(StreamClass streamClass) {
        return streamClass == StreamClass.EVENTS ? wantingEvents : wantingTelemetry;
    }

    private void index(StreamKey stream) {
        var wanting = wanting(stream.streamClass());
        if (spans(stream).isWanting()) {
            wanting.add(stream);
        } else {
            wanting.remove(stream);
        }
    }
}
