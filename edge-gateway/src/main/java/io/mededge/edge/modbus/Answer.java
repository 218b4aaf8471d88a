package io.mededge.edge.modbus;

import io.mededge.model.fault.FaultCode;

/** What became of a request. */
sealed interface Answer {
    /** The machine does not know an address that was asked for. */
    int ILLEGAL_DATA_ADDRESS = 2;

    /** Registers as unsigned 16-bit numbers or bits as 0 and 1: as many as were asked for. */
    record Words(int[] words) implements Answer {}

    /** The machine has confirmed a write. */
    record Written() implements Answer {}

    /** The machine has understood, and refuses. @param code of the exception, 1 to 255 */
    record Refused(int code) implements Answer {}

    /** There is no answer, or none that can be trusted. @param detail what and where, never a value of the machine */
    record Failed(FaultCode fault, String detail) implements Answer {}

    static Failed garbled(String why) {
        return new Failed(FaultCode.MODBUS_GARBLED, why);
    }
}
