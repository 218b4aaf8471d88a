package io.mededge.edge.patient;

import java.time.LocalDate;

/** What came of something asked for with a patient's record. The sentences never name a patient. */
sealed interface Ruling {
    /** It is so now. */
    record Done() implements Ruling {}

    /** It may not be, or not yet. */
    record Refused(String sentence) implements Ruling {}

    /**
     * The law wants the record to be kept; it can be restricted instead.
     *
     * @param until the first day on which it may be erased; {@link LocalDate#MAX} while it is held
     */
    record Retained(LocalDate until, String sentence) implements Ruling {}
}
