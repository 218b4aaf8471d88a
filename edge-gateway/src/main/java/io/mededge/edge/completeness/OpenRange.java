package io.mededge.edge.completeness;

import io.mededge.model.completeness.RecordChain;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.Gap;
import io.mededge.model.telemetry.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The newest records of a stream, as long as they fit into one range. Not thread-safe. */
final class OpenRange {
    private final RecordChain chain;
    private final Instant slot;
    private final long first;
    private final List<Certificate.GapNote> gaps = new ArrayList<>();
    private long last;

    OpenRange(StreamId stream, Entry entry) {
        chain = new RecordChain(stream);
        slot = Certificate.slotOf(entry.at());
        first = entry.sequence();
        add(entry);
    }

    /** Whether the record is the next one and the range is neither full nor of another slot. */
    boolean takes(Entry entry) {
        return entry.sequence() == last + 1
                && last - first + 1 < Certificate.MAX_RECORDS
                && slot.equals(Certificate.slotOf(entry.at()))
                && !(entry.body() instanceof Gap && gaps.size() == Certificate.MAX_GAPS);
    }

    void add(Entry entry) {
        last = entry.sequence();
        chain.add(last, entry.at(), entry.body());
        if (entry.body() instanceof Gap gap) {
            gaps.add(new Certificate.GapNote(last, gap.fault()));
        }
    }

    /** What it holds so far. */
    Certificate.Range range() {
        return new Certificate.Range(new SequenceSet.Range(first, last), slot, chain.value(), gaps);
    }
}
