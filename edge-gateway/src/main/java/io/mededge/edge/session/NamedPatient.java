package io.mededge.edge.session;

import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.Purpose;

/** A patient as pages name one to those who treat. @param born for example {@code 1950-12-31} */
record NamedPatient(String id, String family, String given, String born, String initials) {
    static NamedPatient of(Patient patient) {
        return new NamedPatient(
                patient.id().value(),
                patient.family().reveal(Purpose.TREATMENT),
                patient.given().reveal(Purpose.TREATMENT),
                patient.birthDate().reveal(Purpose.TREATMENT).toString(),
                patient.initials());
    }

    /** {@code Family, Given}. */
    public String name() {
        return family + ", " + given;
    }

    /** Would name the patient otherwise. */
    @Override
    public String toString() {
        return "[patient]";
    }
}
