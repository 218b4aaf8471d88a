package io.mededge.infra.systemtest.rules.offending.edge.modbus;

import com.ghgande.j2mod.modbus.msg.WriteSingleRegisterRequest;

/** Could write to a machine. */
public final class RegisterWriter {
    private RegisterWriter() {}

    static Class<?> request() {
        return WriteSingleRegisterRequest.class;
    }
}
