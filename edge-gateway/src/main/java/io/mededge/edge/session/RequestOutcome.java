package io.mededge.edge.session;

/** What came of a schedule change that a region asked for. */
public sealed interface RequestOutcome {
    /** It is done. @param version of the session that has it */
    record Accepted(long version) implements RequestOutcome {}

    /** @param reason names stations, times and states, never a patient */
    record Refused(String reason) implements RequestOutcome {}

    /** The session was changed here after the version that the region saw: a person decides. */
    record Waits() implements RequestOutcome {}
}
