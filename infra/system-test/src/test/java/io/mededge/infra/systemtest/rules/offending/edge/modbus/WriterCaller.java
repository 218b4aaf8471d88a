package io.mededge.infra.systemtest.rules.offending.edge.modbus;

import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import io.mededge.edge.modbus.MachineWriter;

/** Calls the one class that can write, and a class of the library that can too. */
public final class WriterCaller {
    private WriterCaller() {}

    static Class<?> writer() {
        return MachineWriter.class;
    }

    static Class<?> master() {
        return ModbusTCPMaster.class;
    }
}
