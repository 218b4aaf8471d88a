package io.mededge.model.session;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * What a region asks a facility to change in its schedule. The facility owns its sessions: it accepts, or refuses with a reason, and where the session has
 * changed since the version that the region saw, a person decides.
 *
 * @param id given by the region; the same request may come any number of times. 1 to 48 letters, digits and hyphens
 * @param seenVersion of the session, as the region knew it
 * @param asked by the region's clock
 */
public record ScheduleRequest(String id, SessionId session, long seenVersion, Instant asked, Wish wish) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,47}");

    /** What is wanted. */
    public sealed interface Wish {
        /** Another station or time. @param end of the treatment, after {@code begin} */
        record Move(String station, Instant begin, Instant end) implements Wish {}

        /** No treatment. */
        record Cancel() implements Wish {}
    }

    /** @throws IllegalArgumentException if the id has another form or the version is not positive */
    public ScheduleRequest {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a request's id has 1 to 48 letters, digits and hyphens");
        }
        if (seenVersion < 1) {
            throw new IllegalArgumentException("versions start at 1");
        }
    }
}
