package io.mededge.edge.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** All streams, and the blocks of the last commits, oldest first. Thread-safe. */
final class HotBlocks {
    private final Map<StreamKey, StreamState> streams = new ConcurrentHashMap<>();
    private final NavigableMap<Long, HotBlock> blocks = new TreeMap<>();
    private long bytes;
    private long rewritten;

    Map<StreamKey, StreamState> streams() {
        return streams;
    }

    StreamState stream(StreamKey key) {
        return streams.computeIfAbsent(key, unseen -> new StreamState());
    }

    /** @param atMicros of the last record of each run, in their order */
    void add(HotBlock block, long[] atMicros) {
        synchronized (this) {
            blocks.put(block.id(), block);
            bytes += block.bytes();
        }
        for (var i = 0; i < atMicros.length; i++) {
            var run = block.contents().runs().get(i);
            stream(run.stream())
                    .committed(new StreamState.HotRun(block.id(), block.recordedMicros(), run), atMicros[i]);
        }
    }

    void remove(List<HotBlock> removed) {
        synchronized (this) {
            for (var block : removed) {
                if (blocks.remove(block.id()) != null) {
                    bytes -= block.bytes();
                }
            }
            rewritten++;
        }
        for (var block : removed) {
            block.contents().runs().forEach(run -> stream(run.stream()).cooled(run));
        }
        synchronized (this) {
            rewritten++;
        }
    }

    /** Changes when blocks are removed: who has read before and after may have missed a record that moved. */
    synchronized long rewritten() {
        return rewritten;
    }

    synchronized List<HotBlock> oldestFirst() {
        return new ArrayList<>(blocks.values());
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized boolean isEmpty() {
        return blocks.isEmpty();
    }

    /** Whether the region has all that is in it. */
    boolean isFreed(HotBlock block) {
        return block.contents().runs().stream()
                .allMatch(run -> stream(run.stream()).isFreed(run));
    }
}
