package io.mededge.infra.systemtest.rules.offending.edge.journal;

import io.mededge.infra.systemtest.rules.offending.edge.OffendingWiring;
import io.mededge.infra.systemtest.rules.offending.edge.modbus.PollerImpl;

/** A banned name, the other half of the cycle, and a feature that knows its tier's wiring. */
public final class StoreHelper {
    private StoreHelper() {}

    static Class<?> other() {
        return PollerImpl.class;
    }

    static Class<?> wiring() {
        return OffendingWiring.class;
    }
}
