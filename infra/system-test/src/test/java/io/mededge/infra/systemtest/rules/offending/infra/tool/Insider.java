package io.mededge.infra.systemtest.rules.offending.infra.tool;

import io.mededge.infra.systemtest.rules.offending.edge.patient.Name;

/** Infrastructure that goes past a tier's protocols. */
final class Insider {
    private Insider() {}

    static Class<?> inside() {
        return Name.class;
    }
}
