package io.mededge.edge.patient;

import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.StaffId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * From a moment on a station is this patient's. Kept for ever, and never changed.
 *
 * @param number grows with each; 0 before it is kept
 * @param patient null: nobody's
 * @param how proof of the association, or why it ended
 * @param by who did it; null: nobody is named
 */
record Change(
        long number,
        String station,
        Instant at,
        @Nullable PatientId patient,
        String how,
        @Nullable StaffId by) {}
