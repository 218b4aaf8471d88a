package io.mededge.model.telemetry;

import io.mededge.model.outbound.RegionBound;
import java.time.Instant;

/**
 * One record of a stream.
 *
 * @param sequence from 1, without repeats and gaps inside an epoch
 * @param at when it was so at the machine; microseconds are kept
 * @param recorded when the gateway recorded it, by the gateway's clock; microseconds are kept
 */
public record Entry(long sequence, Instant at, Instant recorded, RegionBound body) {
    /** @throws IllegalArgumentException if the sequence is not positive */
    public Entry {
        if (sequence < 1) {
            throw new IllegalArgumentException("a sequence starts at 1, not " + sequence);
        }
    }
}
