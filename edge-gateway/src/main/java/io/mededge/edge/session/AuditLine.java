package io.mededge.edge.session;

import io.mededge.edge.identity.StaffId;
import java.time.Instant;

/**
 * One field that somebody changed. Written in the transaction that changes it, and never changed itself.
 *
 * @param number of the line within its session, from 1 without a gap
 * @param version that the session had after the change; all lines of one change have the same
 * @param at by the gateway's clock, microseconds
 * @param field as in docs/reference/sessions.md
 * @param before empty if the field was not there
 * @param after empty if the field is no more
 * @param reason empty if none was given
 */
public record AuditLine(
        long number, long version, Instant at, StaffId who, String field, String before, String after, String reason) {
    /** Content may name a patient's condition. */
    @Override
    public String toString() {
        return "[audit line " + number + " of version " + version + "]";
    }
}
