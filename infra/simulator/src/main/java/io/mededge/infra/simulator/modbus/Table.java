package io.mededge.infra.simulator.modbus;

/** The four primary tables of the Modbus data model. */
public enum Table {
    COIL,
    DISCRETE_INPUT,
    HOLDING_REGISTER,
    INPUT_REGISTER;

    /** Whether a cell is one bit (0 or 1) rather than a 16-bit register (0 to 65535). */
    public boolean isBits() {
        return this == COIL || this == DISCRETE_INPUT;
    }
}
