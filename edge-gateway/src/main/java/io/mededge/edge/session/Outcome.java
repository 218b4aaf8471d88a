package io.mededge.edge.session;

import java.util.List;

/** What came of a change. Sentences name stations, times, states and roles, never a patient. */
public sealed interface Outcome {
    /** It is durable. */
    record Done(Session session) implements Outcome {}

    /** It breaks a bound of what may be entered. */
    record Invalid(String sentence) implements Outcome {}

    /** A rule stands against it. */
    record Refused(String sentence) implements Outcome {}

    /** It was made upon a version that is no longer the present one. @param since what changed after it, oldest first */
    record Conflict(Session present, List<AuditLine> since) implements Outcome {}

    record Unknown(String sentence) implements Outcome {}
}
