package io.mededge.infra.systemtest.rules.offending.edge.modbus;

import io.mededge.infra.systemtest.rules.offending.edge.journal.StoreHelper;
import java.sql.Connection;

/** A banned name, one half of a cycle of packages, and JDBC outside the facility's stores. */
public final class PollerImpl {
    private PollerImpl() {}

    static Class<?> other() {
        return StoreHelper.class;
    }

    static Class<?> jdbc() {
        return Connection.class;
    }
}
