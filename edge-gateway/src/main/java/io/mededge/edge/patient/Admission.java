package io.mededge.edge.patient;

import io.mededge.edge.identity.PatientId;

/** What came of admitting a patient. The sentence of a refusal never repeats what was entered. */
public sealed interface Admission {
    record Admitted(PatientId patient) implements Admission {}

    /** What was entered is not valid. */
    record Invalid(String sentence) implements Admission {}

    /** There is one with this identifier, or there is no room. */
    record Refused(String sentence) implements Admission {}
}
