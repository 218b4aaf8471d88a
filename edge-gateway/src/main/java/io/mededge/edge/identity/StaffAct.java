package io.mededge.edge.identity;

import java.time.Instant;

/**
 * Something that a person of the staff did, for the list of all that one did. Names no patient but by the facility's own handle.
 *
 * @param what in words, such as {@code session signed}
 * @param where the station, session, record or account that it was done to
 */
public record StaffAct(Instant at, String what, String where) {
    /** Bound of one list. */
    public static final int MAX_LISTED = 10_000;
}
