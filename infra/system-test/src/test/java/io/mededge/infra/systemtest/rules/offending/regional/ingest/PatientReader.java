package io.mededge.infra.systemtest.rules.offending.regional.ingest;

import io.mededge.infra.systemtest.rules.offending.edge.patient.Name;

/** The region reaches for a patient's name. */
public final class PatientReader {
    private PatientReader() {}

    static String family(Name name) {
        return name.family();
    }
}
