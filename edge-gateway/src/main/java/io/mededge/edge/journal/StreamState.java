package io.mededge.edge.journal;

import io.mededge.model.id.SequenceSet;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What is known of a stream without reading the database: what it has given out, what the region has, and where its newest records lie. Thread-safe. */
final class StreamState {
    private final SequenceSet freed = new SequenceSet();
    private final NavigableMap<Long, HotRun> hotByFirst = new TreeMap<>();
    private long lastSequence;
    private long lastAtMicros;
    private boolean unsaved;
    private boolean unswept;

    /** Where in a hot block records of this stream lie. */
    record HotRun(long block, long recordedMicros, Contents.Run run) {}

    /** As it is stored. @param freed see {@link SequenceSet#toMultirange} */
    record Saved(long lastSequence, long lastAtMicros, String freed) {}

    synchronized void load(long lastSequence, long lastAtMicros, SequenceSet freed) {
        this.lastSequence = Math.max(this.lastSequence, lastSequence);
        this.lastAtMicros = Math.max(this.lastAtMicros, lastAtMicros);
        freed.ranges().forEach(this.freed::add);
        unswept = true;
    }

    synchronized void committed(HotRun hot, long atMicros) {
        hotByFirst.put(hot.run().first(), hot);
        if (hot.run().last() > lastSequence) {
            lastSequence = hot.run().last();
            lastAtMicros = atMicros;
            unsaved = true;
        }
    }

    /** Its records are elsewhere now, or deleted. */
    synchronized void cooled(Contents.Run run) {
        hotByFirst.remove(run.first());
        unswept = true;
    }

    /** Sequences that were never given out are ignored. */
    synchronized void free(List<SequenceSet.Range> ranges) {
        for (var range : ranges) {
            if (range.first() <= lastSequence) {
                freed.add(new SequenceSet.Range(range.first(), Math.min(range.last(), lastSequence)));
                unsaved = true;
                unswept = true;
            }
        }
    }

    synchronized boolean isFreed(long sequence) {
        return freed.contains(sequence);
    }

    synchronized boolean isFreed(Contents.Run run) {
        return isFreed(run.first(), run.last());
    }

    synchronized boolean isFreed(long first, long last) {
        for (var sequence = Math.max(first, freed.contiguous() + 1); sequence <= last; sequence++) {
            if (!freed.contains(sequence)) {
                return false;
            }
        }
        return true;
    }

    synchronized List<SequenceSet.Range> freed() {
        return freed.ranges();
    }

    synchronized long lastSequence() {
        return lastSequence;
    }

    synchronized long lastAtMicros() {
        return lastAtMicros;
    }

    /** The lowest that the region does not have; 0 when it has all. */
    synchronized long firstWaiting() {
        return freed.contiguous() < lastSequence ? freed.contiguous() + 1 : 0;
    }

    synchronized long waiting() {
        return lastSequence - (freed.highest() - freed.missing());
    }

    synchronized List<HotRun> hot(long first, long last) {
        var floor = hotByFirst.floorKey(first);
        var runs = new ArrayList<HotRun>();
        for (var run : hotByFirst.tailMap(floor == null ? first : floor, true).values()) {
            if (run.run().first() > last) {
                break;
            }
            if (run.run().last() >= first) {
                runs.add(run);
            }
        }
        return runs;
    }

    /** Whether something may be there to delete since this was last asked. */
    synchronized boolean takeUnswept() {
        var was = unswept;
        unswept = false;
        return was;
    }

    synchronized void sweepAgain() {
        unswept = true;
    }

    synchronized boolean isUnsaved() {
        return unsaved;
    }

    /** What to store now. If storing fails, {@link #saveAgain}. */
    synchronized Saved save() {
        unsaved = false;
        return new Saved(lastSequence, lastAtMicros, freed.toMultirange());
    }

    synchronized void saveAgain() {
        unsaved = true;
    }
}
