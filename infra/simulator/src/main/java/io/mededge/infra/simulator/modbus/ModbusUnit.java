package io.mededge.infra.simulator.modbus;

/** The device behind one unit id. Called from the server's one thread; each call sees and leaves a consistent state. */
public interface ModbusUnit {

    /**
     * Reads {@code count} cells.
     *
     * @param address 0-based, 0 to 65535
     * @param count at least 1; {@code address + count} is at most 65536
     */
    Outcome read(Table table, int address, int count);

    /**
     * Writes all values or, when one of them is refused, none.
     *
     * @param table {@link Table#COIL} or {@link Table#HOLDING_REGISTER}
     * @param values 0 or 1 for coils, 0 to 65535 for registers; not empty
     */
    Outcome write(Table table, int address, int[] values);
}
