package io.mededge.infra.simulator.modbus;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** A unit of plain memory: {@link #SIZE} cells per table, registers start as 0x1000 + address, every third bit is set. */
final class FakeUnit implements ModbusUnit {
    static final int SIZE = 2100;
    /** Writing this value anywhere is refused as out of range. */
    static final int REFUSED_VALUE = 0xDEAD;

    private final Map<Table, int[]> cells = new EnumMap<>(Table.class);

    FakeUnit() {
        for (Table table : Table.values()) {
            int[] initial = new int[SIZE];
            Arrays.setAll(initial, address -> table.isBits() ? (address % 3 == 0 ? 1 : 0) : 0x1000 + address);
            cells.put(table, initial);
        }
    }

    int[] cells(Table table) {
        return cells.getOrDefault(table, new int[0]);
    }

    @Override
    public Outcome read(Table table, int address, int count) {
        return Outcome.slice(0, cells(table), address, count);
    }

    @Override
    public Outcome write(Table table, int address, int[] values) {
        if (address + values.length > SIZE) {
            return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
        }
        if (Arrays.stream(values).anyMatch(value -> value == REFUSED_VALUE)) {
            return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_VALUE);
        }
        System.arraycopy(values, 0, cells(table), address, values.length);
        return new Outcome.Written();
    }
}
