package io.mededge.infra.simulator.machine;

/** Mode of operation (MDC_HDIALY_MACH_MODE_OF_OPERATION) with its code in the register map. */
public enum Mode {
    /** Self-test, priming, connecting the patient. */
    PRETX(1),
    /** Treatment. */
    TX(2),
    /** Reinfusion of the blood, disconnecting. */
    POSTTX(3),
    /** Disinfection. */
    DIS(4),
    /** Idle. */
    IDL(5),
    /** Service. */
    SVC(6);

    private final int code;

    Mode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
