package io.mededge.edge.patient;

/** What came of tying a patient to a station or freeing it. The sentences name stations only, never a patient. */
public sealed interface Association {
    /** It is so now. */
    record Done() implements Association {}

    /** There is no such station or patient. */
    record Unknown(String sentence) implements Association {}

    /** The patient is at another station, or the station has another patient. */
    record Conflict(String sentence) implements Association {}
}
