package io.mededge.model.telemetry;

import io.mededge.model.id.StreamId;
import java.util.List;

/** Records of one stream in one message, ascending by sequence; sequences in between may be missing here and come in another batch. */
public record Batch(StreamId stream, Lane lane, List<Entry> entries) {
    /** Bound of one message; with {@link io.mededge.model.outbound.Sample#MAX_READINGS} it bounds what a receiver must hold. */
    public static final int MAX_ENTRIES = 1_000;

    /** Bound of one encoded message, bytes. */
    public static final int MAX_BYTES = 256 * 1024;

    /** @throws IllegalArgumentException if it is empty, too long or not ascending */
    public Batch {
        entries = List.copyOf(entries);
        if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("a batch has 1 to " + MAX_ENTRIES + " entries, not " + entries.size());
        }
        for (var i = 1; i < entries.size(); i++) {
            if (entries.get(i).sequence() <= entries.get(i - 1).sequence()) {
                throw new IllegalArgumentException("the entries of a batch ascend by sequence");
            }
        }
    }
}
