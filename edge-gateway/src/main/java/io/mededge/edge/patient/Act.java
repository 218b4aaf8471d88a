package io.mededge.edge.patient;

import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.StaffId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was done with a patient's record, and by whom. Kept for ever, and never changed.
 *
 * @param patient whose record
 * @param other the record that it was joined with; null: none
 * @param second who has agreed; null: one person was enough
 * @param detail the reason as it was typed, or what was there before; empty once the patient is erased
 */
record Act(
        Instant at,
        Kind kind,
        PatientId patient,
        @Nullable PatientId other,
        StaffId by,
        @Nullable StaffId second,
        byte[] detail) {
    /** The names are kept: only append. */
    enum Kind {
        AMENDED,
        MERGED,
        UNMERGED,
        HELD,
        HOLD_LIFTED,
        EXPORTED,
        RESTRICTED,
        RESTRICTION_LIFTED,
        /** A restricted record was read all the same. */
        BROKEN_GLASS,
        ERASED,
        /** By the hospital's own system. */
        ADMITTED
    }
}
