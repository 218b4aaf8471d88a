package io.mededge.edge.uplink;

import io.mededge.model.id.SequenceSet.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The unacknowledged sequences of one stream that are to be sent, or were sent and wait for their acknowledgement. A sequence is in one span or, once
 * acknowledged, in none. Neighbours that are to be sent are one span, so a long outage is a few spans and not millions.
 */
final class UnacknowledgedSpans {
    private record Span(long last, int attempts, long dueNanos, boolean inFlight) {}

    private final NavigableMap<Long, Span> spans = new TreeMap<>();
    private int wantedSpans;

    boolean isWanting() {
        return wantedSpans > 0;
    }

    /** These are to be sent; those among them that are in flight are not any more. */
    void want(Range range) {
        cut(range);
        putWanted(range.first(), range.last(), 0);
    }

    /** These have just been sent. Returns how many times the most often sent of them has been sent by now. */
    int sent(Range range, long dueNanos) {
        var attempts = 1;
        for (var old : cut(range)) {
            attempts = Math.max(attempts, old.attempts() + 1);
        }
        put(range.first(), new Span(range.last(), attempts, dueNanos, true));
        return attempts;
    }

    /** Sets when those in flight are due again. */
    void due(Range range, long dueNanos) {
        var span = spans.get(range.first());
        if (span != null && span.inFlight()) {
            spans.put(range.first(), new Span(span.last(), span.attempts(), dueNanos, true));
        }
    }

    /** Forgets these. Returns those among them that were known, ascending. */
    List<Range> remove(Range range) {
        var removed = new ArrayList<Range>();
        for (var part : cut(range)) {
            removed.add(part.range());
        }
        return removed;
    }

    /** What was sent and is due again is to be sent again. Returns how many sequences these are. */
    long wantOverdue(Range range, long nowNanos) {
        var overdue = new ArrayList<Part>();
        for (var part : parts(range)) {
            if (part.inFlight() && part.dueNanos() - nowNanos <= 0) {
                overdue.add(part);
            }
        }
        var count = 0L;
        for (var part : overdue) {
            cut(part.range());
            putWanted(part.range().first(), part.range().last(), part.attempts());
            count += part.range().size();
        }
        return count;
    }

    void wantAll() {
        for (var first : List.copyOf(spans.keySet())) {
            var span = spans.get(first);
            if (span != null && span.inFlight()) {
                want(new Range(first, span.last()));
            }
        }
    }

    boolean isInFlight(Range range) {
        return parts(range).stream().anyMatch(Part::inFlight);
    }

    /** The lowest sequences that are to be sent, at most so many. */
    Optional<Range> firstWanted(int maxSequences) {
        for (var span : spans.entrySet()) {
            if (!span.getValue().inFlight()) {
                var last = Math.min(span.getValue().last(), span.getKey() + maxSequences - 1);
                return Optional.of(new Range(span.getKey(), last));
            }
        }
        return Optional.empty();
    }

    /** The highest sequences from one on that are to be sent, at most so many in one piece. */
    Optional<Range> newestWanted(long from, int maxSequences) {
        for (var span : spans.descendingMap().entrySet()) {
            var last = span.getValue().last();
            if (last < from) {
                break;
            }
            if (!span.getValue().inFlight()) {
                var first = Math.max(Math.max(from, span.getKey()), last - maxSequences + 1);
                return Optional.of(new Range(first, last));
            }
        }
        return Optional.empty();
    }

    boolean contains(long sequence) {
        return !parts(new Range(sequence, sequence)).isEmpty();
    }

    int size() {
        return spans.size();
    }

    private record Part(Range range, int attempts, long dueNanos, boolean inFlight) {}

    /** The parts of spans that lie within the range, ascending. */
    private List<Part> parts(Range range) {
        var parts = new ArrayList<Part>();
        var start = spans.floorKey(range.first());
        var from = start == null ? range.first() : start;
        for (Map.Entry<Long, Span> entry :
                spans.subMap(from, true, range.last(), true).entrySet()) {
            var span = entry.getValue();
            var first = Math.max(entry.getKey(), range.first());
            var last = Math.min(span.last(), range.last());
            if (first <= last) {
                parts.add(new Part(new Range(first, last), span.attempts(), span.dueNanos(), span.inFlight()));
            }
        }
        return parts;
    }

    /** Takes the range out of all spans, leaving their ends. */
    private List<Part> cut(Range range) {
        var parts = parts(range);
        for (var part : parts) {
            var first = spans.floorKey(part.range().first());
            var span = take(first == null ? part.range().first() : first);
            if (first != null && first < part.range().first()) {
                put(first, new Span(part.range().first() - 1, span.attempts(), span.dueNanos(), span.inFlight()));
            }
            if (span.last() > part.range().last()) {
                put(part.range().last() + 1, span);
            }
        }
        return parts;
    }

    private void putWanted(long first, long last, int attempts) {
        var from = first;
        var to = last;
        var tries = attempts;
        var below = spans.lowerEntry(first);
        if (below != null && !below.getValue().inFlight() && below.getValue().last() == first - 1) {
            from = below.getKey();
            // the fresher one decides how soon both are sent again
            tries = Math.min(tries, take(from).attempts());
        }
        var above = spans.get(last + 1);
        if (above != null && !above.inFlight()) {
            to = above.last();
            tries = Math.min(tries, take(last + 1).attempts());
        }
        put(from, new Span(to, tries, 0, false));
    }

    private void put(long first, Span span) {
        spans.put(first, span);
        wantedSpans += span.inFlight() ? 0 : 1;
    }

    private Span take(long first) {
        var span = spans.remove(first);
        if (span == null) {
            throw new IllegalStateException("no span begins at " + first);
        }
        wantedSpans -= span.inFlight() ? 0 : 1;
        return span;
    }
}
