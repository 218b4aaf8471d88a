package io.mededge.edge.patient;

import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.StaffId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whose a span of a station's past is, in place of what was said of it before. Kept for ever beside it.
 *
 * @param number of overlapping ones the highest counts; 0 before it is kept
 * @param until exclusive
 * @param former null: nobody's
 * @param patient null: nobody's
 * @param reason as it was typed; empty once its patient is erased
 */
record Correction(
        long number,
        String station,
        Instant since,
        Instant until,
        @Nullable PatientId former,
        @Nullable PatientId patient,
        Instant at,
        StaffId by,
        String reason) {
    boolean covers(Instant moment) {
        return !moment.isBefore(since) && moment.isBefore(until);
    }

    /** Under whose key the reason is kept. */
    PatientId keeper() {
        if (patient != null) {
            return patient;
        }
        if (former != null) {
            return former;
        }
        throw new IllegalStateException("a correction from nobody to nobody");
    }

    /** May name the patient. */
    @Override
    public String toString() {
        return "[correction " + number + "]";
    }
}
