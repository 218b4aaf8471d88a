package io.mededge.edge.adt;

import io.mededge.edge.patient.HospitalPatient;
import io.mededge.edge.patient.HospitalPatient.Numbered;
import java.util.List;

/** What a message asks for. */
sealed interface Order {
    /** A01, A04: the patient comes. */
    record Admit(HospitalPatient patient) implements Order {}

    /** A08: something of a patient is another than was said. */
    record Amend(HospitalPatient patient) implements Order {}

    /** A40: two records are of one person. @param former numbers of the one that is given up */
    record Merge(HospitalPatient survivor, List<Numbered> former) implements Order {}

    /** A37: two records that were joined are of two people. */
    record Part(List<Numbered> one, List<Numbered> other) implements Order {}

    /** Nothing that could be done. */
    record Wrong(Verdict verdict) implements Order {}
}
