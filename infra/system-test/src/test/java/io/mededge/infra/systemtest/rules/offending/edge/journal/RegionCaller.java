package io.mededge.infra.systemtest.rules.offending.edge.journal;

import io.mededge.infra.systemtest.rules.offending.regional.ingest.PatientReader;

/** The edge knows the region. */
final class RegionCaller {
    private RegionCaller() {}

    static Class<?> region() {
        return PatientReader.class;
    }
}
