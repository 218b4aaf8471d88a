package io.mededge.edge.uplink;

import io.mededge.edge.journal.StreamKey;
import io.mededge.model.telemetry.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Records that were just committed and wait in memory to be sent. Bounded; what does not fit is for the journal to give later. Not thread-safe. */
final class SendQueue {
    private final int capacity;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(StreamKey stream, Entry entry) {}

    /** Records of one stream, ascending. */
    record Run(StreamKey stream, List<Entry> entries) {}

    SendQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Whether there was room. */
    boolean offer(StreamKey stream, Entry entry) {
        return waiting.size() < capacity && waiting.add(new Waiting(stream, entry));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The oldest record with those right behind it that are of the same stream, at most so many. */
    Optional<Run> take(int maxRecords) {
        var first = waiting.poll();
        if (first == null) {
            return Optional.empty();
        }
        var entries = new ArrayList<Entry>();
        entries.add(first.entry());
        while (entries.size() < maxRecords) {
            var next = waiting.peek();
            if (next == null || !next.stream().equals(first.stream())) {
                break;
            }
            waiting.remove();
            entries.add(next.entry());
        }
        return Optional.of(new Run(first.stream(), entries));
    }
}
