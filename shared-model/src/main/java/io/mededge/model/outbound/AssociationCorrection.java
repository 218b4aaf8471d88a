package io.mededge.model.outbound;

import io.mededge.model.id.Pseudonym;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whose the data of the device were in a span of the past, in place of all that was said of that span before: a wrong association put right, or data that were
 * nobody's and have been claimed. Both versions are kept. The state does not depend on the order in which corrections arrive, nor on how often: of those
 * that cover a moment the one with the highest number counts, and all of them count more than associations.
 *
 * @param number of this correction among those of its facility, from 1; each has one of its own, for all devices that it concerns
 * @param since beginning of the span, inclusive; microseconds are kept
 * @param until its end, exclusive; not after the correction was made
 * @param former whose they were said to be before; null: nobody's
 * @param patient whose they are; null: nobody's
 */
public record AssociationCorrection(
        long number,
        Instant since,
        Instant until,
        @Nullable Pseudonym former,
        @Nullable Pseudonym patient) implements RegionBound {
    /** @throws IllegalArgumentException if the number is not positive, or the span is empty */
    public AssociationCorrection {
        if (number < 1) {
            throw new IllegalArgumentException("corrections are numbered from 1, not " + number);
        }
        if (!since.isBefore(until)) {
            throw new IllegalArgumentException("a correction of nothing, from " + since + " to " + until);
        }
    }

    /** Whether a moment lies in the span. */
    public boolean covers(Instant at) {
        return !at.isBefore(since) && at.isBefore(until);
    }
}
