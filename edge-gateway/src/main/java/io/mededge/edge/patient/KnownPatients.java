package io.mededge.edge.patient;

import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Who patients are, for features that name them to those who may be told. */
@Singleton
public class KnownPatients {
    private final Bedside bedside;

    KnownPatients(Bedside bedside) {
        this.bedside = bedside;
    }

    /** As the record says that stands for the person; empty if there is none, or it is locked from use. */
    public Optional<Patient> find(PatientId patient) {
        return bedside.records(registry -> registry.find(registry.standsFor(patient))
                .filter(found -> registry.unusable(found.id()).isEmpty()));
    }
}
