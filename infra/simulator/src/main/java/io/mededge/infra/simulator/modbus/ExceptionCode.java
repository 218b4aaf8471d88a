package io.mededge.infra.simulator.modbus;

/** Exception codes of the MODBUS Application Protocol V1.1b3, section 7, with the meaning this server gives them. */
public enum ExceptionCode {
    /** The function code is not one of 1-6, 15, 16, 22, 23. */
    ILLEGAL_FUNCTION(1),
    /** A cell of the request lies outside the unit's areas. */
    ILLEGAL_DATA_ADDRESS(2),
    /** A count, byte count or length contradicts the protocol, or a value lies outside the setting's range. */
    ILLEGAL_DATA_VALUE(3),
    /** The device failed while it performed the request. */
    SERVER_DEVICE_FAILURE(4),
    /** The request was taken and needs long; the client should ask again. */
    ACKNOWLEDGE(5),
    /** The device is busy; the client should repeat the request later. */
    SERVER_DEVICE_BUSY(6),
    /** No such unit behind this port. */
    GATEWAY_PATH_UNAVAILABLE(10),
    /** The unit exists but is switched off. */
    GATEWAY_TARGET_FAILED_TO_RESPOND(11);

    private final int code;

    ExceptionCode(int code) {
        this.code = code;
    }

    /** The code on the wire. */
    public int code() {
        return code;
    }
}
