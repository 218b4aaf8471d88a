package io.mededge.edge.staff;

/** What came of something asked for with an account. The sentences never repeat a secret. */
sealed interface StaffRuling {
    /** It is durable. */
    record Done() implements StaffRuling {}

    /** What was entered is not valid. */
    record Invalid(String sentence) implements StaffRuling {}

    /** A rule stands against it. */
    record Refused(String sentence) implements StaffRuling {}

    record Unknown(String sentence) implements StaffRuling {}
}
