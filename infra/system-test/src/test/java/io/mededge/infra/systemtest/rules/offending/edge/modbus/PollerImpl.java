package io.mededge.infra.systemtest.rules.offending.edge.modbus;

import io.mededge.infra.systemtest.rules.offending.edge.journal.StoreHelper;

/** A banned name, and one half of a cycle of packages. */
public final class PollerImpl {
    private PollerImpl() {}

    static Class<?> other() {
        return StoreHelper.class;
    }
}
