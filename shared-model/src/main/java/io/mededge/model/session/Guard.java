package io.mededge.model.session;

/** What must be so for a transition to be made. The caller says which are met, the state machine which are needed. */
public enum Guard {
    /** What to treat with, at least one target or limit. */
    PRESCRIBED("there is no prescription"),
    /** The station's machine is tied to this patient: two identifiers were checked for that. */
    PATIENT_AT_STATION("the patient is not associated with the station"),
    /** After dissociation the machine's values are nobody's, so cleaning must not begin before. */
    PATIENT_GONE("a patient is still associated with the station"),
    /** No other session has blood in the circuit here, waits for cleaning or is cleaned up after. */
    STATION_FREE("another session holds the station"),
    /** Who departs from the plan says why. */
    REASON_GIVEN("a reason is needed");

    private final String unmet;

    Guard(String unmet) {
        this.unmet = unmet;
    }

    /** What to say when it is not so: part of a sentence, which never names a patient. */
    public String unmet() {
        return unmet;
    }
}
