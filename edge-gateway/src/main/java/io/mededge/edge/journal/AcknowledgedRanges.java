package io.mededge.edge.journal;

import io.mededge.model.id.SequenceSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the region has acknowledged and the writer has yet to delete. Merged, so that it stays small however often it is told. Thread-safe. */
final class AcknowledgedRanges {
    private final Map<StreamKey, SequenceSet> rangesByStream = new LinkedHashMap<>();

    synchronized void add(StreamKey key, List<SequenceSet.Range> ranges) {
        var set = rangesByStream.computeIfAbsent(key, unseen -> new SequenceSet());
        ranges.forEach(set::add);
    }

    synchronized void add(StreamKey key, SequenceSet ranges) {
        add(key, ranges.ranges());
    }

    synchronized boolean isEmpty() {
        return rangesByStream.isEmpty();
    }

    /** Removes and returns ranges that together span at most so many sequences. */
    synchronized Map<StreamKey, SequenceSet> take(int maxSequences) {
        var taken = new HashMap<StreamKey, SequenceSet>();
        var room = (long) maxSequences;
        Iterator<Map.Entry<StreamKey, SequenceSet>> streams =
                rangesByStream.entrySet().iterator();
        while (streams.hasNext() && room > 0) {
            var stream = streams.next();
            var rest = new SequenceSet();
            var now = new SequenceSet();
            for (var range : stream.getValue().ranges()) {
                if (room >= range.size()) {
                    now.add(range);
                    room -= range.size();
                } else {
                    if (room > 0) {
                        now.add(new SequenceSet.Range(range.first(), range.first() + room - 1));
                    }
                    rest.add(new SequenceSet.Range(range.first() + room, range.last()));
                    room = 0;
                }
            }
            taken.put(stream.getKey(), now);
            if (rest.isEmpty()) {
                streams.remove();
            } else {
                stream.setValue(rest);
            }
        }
        return taken;
    }
}
