package io.mededge.infra.systemtest.rules.offending.model.telemetry;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.infra.systemtest.rules.offending.edge.patient.Name;

/** shared-model knows a tier and a framework. */
final class Upward {
    private Upward() {}

    static Class<?>[] others() {
        return new Class<?>[] {Name.class, ObjectMapper.class};
    }
}
