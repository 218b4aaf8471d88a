package io.mededge.edge.uplink;

import io.mededge.edge.journal.StreamKey;
import io.mededge.model.telemetry.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Records that were just committed and wait in memory to be sent, gathered by stream: a run leaves when it is complete, or when its oldest record has waited
 * long enough. Bounded; what does not fit is for the journal to give later. Not thread-safe.
 */
final class SendQueue {
    private final int capacity;
    private final int runLength;
    private final long lingerNanos;
    private final Deque<Run> complete = new ArrayDeque<>();
    /** In the order of their oldest records. A stream's records here are younger than those of it that are complete. */
    private final Map<StreamKey, Gathering> gathering = new LinkedHashMap<>();

    private int size;

    private record Gathering(long sinceNanos, List<Entry> entries) {}

    /** Records of one stream, ascending. */
    record Run(StreamKey stream, List<Entry> entries) {}

    /**
     * @param capacity most records that wait
     * @param runLength records of one stream that leave without waiting for more
     * @param lingerNanos how long a record waits for others of its stream
     */
    SendQueue(int capacity, int runLength, long lingerNanos) {
        this.capacity = capacity;
        this.runLength = runLength;
        this.lingerNanos = lingerNanos;
    }

    /** What became of a record. */
    enum Offered {
        /** There is no room. */
        REFUSED,
        /** It waits, and {@link #take} is due at no other time than before. */
        WAITS,
        /** It waits, and {@link #take} may be due earlier than before. */
        HASTENS
    }

    Offered offer(StreamKey stream, Entry entry, long nowNanos) {
        if (size >= capacity) {
            return Offered.REFUSED;
        }
        var first = size == 0;
        size++;
        var run = gathering.computeIfAbsent(stream, unseen -> new Gathering(nowNanos, new ArrayList<>(runLength)));
        run.entries().add(entry);
        if (run.entries().size() < runLength) {
            return first ? Offered.HASTENS : Offered.WAITS;
        }
        gathering.remove(stream);
        complete.add(new Run(stream, run.entries()));
        return Offered.HASTENS;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** When the next run is due, as {@link System#nanoTime()} counts; in the past if it is; empty if nothing waits. */
    OptionalLong dueNanos() {
        if (!complete.isEmpty()) {
            return OptionalLong.of(Long.MIN_VALUE);
        }
        for (var oldest : gathering.values()) {
            return OptionalLong.of(oldest.sinceNanos() + lingerNanos);
        }
        return OptionalLong.empty();
    }

    boolean isDue(long nowNanos) {
        var due = dueNanos();
        return !complete.isEmpty() || due.isPresent() && due.getAsLong() - nowNanos <= 0;
    }

    /** The next run, if one is due. */
    Optional<Run> take(long nowNanos) {
        return isDue(nowNanos) ? takeAny() : Optional.empty();
    }

    /** The next run, whether it is due or not; empty if nothing waits. */
    Optional<Run> takeAny() {
        var run = complete.poll();
        if (run == null) {
            var oldest = gathering.entrySet().iterator();
            if (!oldest.hasNext()) {
                return Optional.empty();
            }
            var next = oldest.next();
            run = new Run(next.getKey(), next.getValue().entries());
            oldest.remove();
        }
        size -= run.entries().size();
        return Optional.of(run);
    }
}
