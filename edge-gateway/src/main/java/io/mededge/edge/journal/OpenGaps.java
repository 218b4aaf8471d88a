package io.mededge.edge.journal;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.Gap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Samples that were refused: for each stream why and since when, until a record says so. A refused sample takes no number, so the gap that stands for it is
 * two records, one when it begins and one when samples are stored again; if there is no room even for the first, one record for all of it. Thread-safe.
 */
final class OpenGaps {
    private final Map<StreamKey, Open> openByStream = new HashMap<>();

    private record Open(FaultCode fault, Instant since, long nanos, boolean announced) {}

    /** A gap to be stored. @param at since when */
    record Due(StreamKey stream, Instant at, Gap gap) {}

    /**
     * @param at of the sample that was refused
     * @param nanos when it was offered, on the clock that never jumps
     */
    synchronized void refused(StreamKey stream, Instant at, long nanos, FaultCode fault) {
        openByStream.putIfAbsent(stream, new Open(fault, at, nanos, false));
    }

    /** What has begun and stands in no record. */
    synchronized List<Due> beginnings() {
        var due = new ArrayList<Due>();
        openByStream.forEach((stream, open) -> {
            if (!open.announced()) {
                due.add(new Due(stream, open.since(), new Gap(open.fault(), null)));
            }
        });
        return due;
    }

    synchronized boolean hasBeginnings() {
        return openByStream.values().stream().anyMatch(open -> !open.announced());
    }

    /**
     * The end of the stream's gap, if one is open that began before.
     *
     * @param at of the sample that is stored again; by a clock that was set back meanwhile it may be before the gap's begin
     * @param nanos when it was offered
     */
    synchronized Optional<Due> end(StreamKey stream, Instant at, long nanos) {
        var open = openByStream.get(stream);
        if (open == null || open.nanos() - nanos >= 0) {
            return Optional.empty();
        }
        var until = at.isBefore(open.since()) ? open.since() : at;
        return Optional.of(new Due(stream, open.since(), new Gap(open.fault(), until)));
    }

    /** This gap is in a durable record. */
    synchronized void stored(Due due) {
        var open = openByStream.get(due.stream());
        if (open == null || !open.since().equals(due.at())) {
            return;
        }
        if (due.gap().until() == null) {
            openByStream.put(due.stream(), new Open(open.fault(), open.since(), open.nanos(), true));
        } else {
            openByStream.remove(due.stream());
        }
    }
}
