package io.mededge.model.id;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which sequences of a stream someone has: the contiguous mark from 1 and the ranges above it, in one value.
 *
 * <p>Live data overtakes backlog and shared subscriptions reorder, so a bare high-water mark would lose or repeat records; this set does neither.
 * Mutable, not thread-safe, {@code O(log ranges)} for each operation.
 */
public final class SequenceSet {
    /** Sequences {@code first} to {@code last}, both inclusive, {@code 1 <= first <= last}. */
    public record Range(long first, long last) {
        /** @throws IllegalArgumentException if it is empty, or starts below 1, or ends at the largest long */
        public Range {
            if (first < 1 || last < first || last == Long.MAX_VALUE) {
                throw new IllegalArgumentException("no range of sequences: " + first + " to " + last);
            }
        }

        public long size() {
            return last - first + 1;
        }
    }

    private final NavigableMap<Long, Long> lastByFirst = new TreeMap<>();

    public static SequenceSet of(List<Range> ranges) {
        var set = new SequenceSet();
        ranges.forEach(set::add);
        return set;
    }

    /**
     * Reads the text form of PostgreSQL's {@code int8multirange}, for example {@code {[1,8),[11,12)}}.
     *
     * @throws IllegalArgumentException if the text is no canonical multirange of positive sequences
     */
    public static SequenceSet parse(String multirange) {
        var set = new SequenceSet();
        if (multirange.length() < 2 || multirange.charAt(0) != '{' || !multirange.endsWith("}")) {
            throw new IllegalArgumentException("no multirange: " + multirange);
        }
        var at = 1;
        while (at < multirange.length() - 1) {
            var comma = multirange.indexOf(',', at);
            var end = multirange.indexOf(')', at);
            if (multirange.charAt(at) != '[' || comma < 0 || end < comma) {
                throw new IllegalArgumentException("no multirange: " + multirange);
            }
            var first = Long.parseLong(multirange, at + 1, comma, 10);
            set.add(new Range(first, Long.parseLong(multirange, comma + 1, end, 10) - 1));
            at = end + 1;
            if (multirange.charAt(at) == ',') {
                at++;
            }
        }
        if (!set.toMultirange().equals(multirange)) {
            throw new IllegalArgumentException("no canonical multirange: " + multirange);
        }
        return set;
    }

    /** The form that {@link #parse} reads. */
    public String toMultirange() {
        var text = new StringBuilder("{");
        for (var range : ranges()) {
            text.append(text.length() > 1 ? "," : "").append('[').append(range.first());
            text.append(',').append(range.last() + 1).append(')');
        }
        return text.append('}').toString();
    }

    public boolean contains(long sequence) {
        var below = lastByFirst.floorEntry(sequence);
        return below != null && sequence <= below.getValue();
    }

    /** Adds one sequence. Returns whether it was new. */
    public boolean add(long sequence) {
        if (contains(sequence)) {
            return false;
        }
        add(new Range(sequence, sequence));
        return true;
    }

    public void add(Range range) {
        var first = range.first();
        var last = range.last();
        var below = lastByFirst.floorEntry(first);
        if (below != null && below.getValue() >= first - 1) {
            first = below.getKey();
            last = Math.max(last, below.getValue());
        }
        // every range that starts within, or right after, the grown one becomes part of it
        var absorbed = lastByFirst.subMap(first, true, last + 1, true);
        while (!absorbed.isEmpty()) {
            last = Math.max(last, Collections.max(absorbed.values()));
            absorbed.clear();
            absorbed = lastByFirst.subMap(first, true, last + 1, true);
        }
        lastByFirst.put(first, last);
    }

    /** The largest n for which 1 to n are all here; 0 when 1 is not. */
    public long contiguous() {
        var first = lastByFirst.get(1L);
        return first == null ? 0 : first;
    }

    /** The largest sequence here; 0 when empty. */
    public long highest() {
        var last = lastByFirst.lastEntry();
        return last == null ? 0 : last.getValue();
    }

    /** How many sequences between 1 and {@link #highest()} are not here. */
    public long missing() {
        return highest()
                - lastByFirst.entrySet().stream()
                        .mapToLong(r -> r.getValue() - r.getKey() + 1)
                        .sum();
    }

    public boolean isEmpty() {
        return lastByFirst.isEmpty();
    }

    /** Ascending, disjoint and not touching. */
    public List<Range> ranges() {
        var ranges = new ArrayList<Range>(lastByFirst.size());
        for (Map.Entry<Long, Long> range : lastByFirst.entrySet()) {
            ranges.add(new Range(range.getKey(), range.getValue()));
        }
        return ranges;
    }

    @Override
    public String toString() {
        return toMultirange();
    }
}
