package io.mededge.edge.patient;

/** What came of tying a patient to a station, freeing it, or saying whose its past was. The sentences name stations only, never a patient. */
public sealed interface Association {
    /** It is so now. */
    record Done() implements Association {}

    /** There is no such station or patient. */
    record Unknown(String sentence) implements Association {}

    /** It may not be: the patient is at another station, the station has another patient, a proof or a role is missing. Nothing was changed. */
    record Conflict(String sentence) implements Association {}
}
