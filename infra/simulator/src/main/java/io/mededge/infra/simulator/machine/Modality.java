package io.mededge.infra.simulator.machine;

/** Treatment modality (MDC_HDIALY_MACH_TX_MODALITY) with its code in the register map. */
public enum Modality {
    HD(1),
    HDF(2),
    HF(3),
    SLED(4),
    IUF(5),
    HP(6);

    private final int code;

    Modality(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
