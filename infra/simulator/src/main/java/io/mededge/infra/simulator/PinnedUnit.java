package io.mededge.infra.simulator;

import io.mededge.infra.simulator.modbus.ModbusUnit;
import io.mededge.infra.simulator.modbus.Outcome;
import io.mededge.infra.simulator.modbus.Table;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A unit some of whose cells are pinned: for a while they are read as a test wants them. Writes go through and change no pin. */
final class PinnedUnit implements ModbusUnit {
    static final int MAX_PINS = 256;

    private record Cell(Table table, int address) {}

    private record Pin(int value, long untilNanos) {}

    private final ModbusUnit unit;
    private final Map<Cell, Pin> pins = new ConcurrentHashMap<>();

    PinnedUnit(ModbusUnit unit) {
        this.unit = unit;
    }

    /**
     * Pins a cell.
     *
     * @param value 0 or 1 for bits, 0 to 65535 for registers
     * @param duration real time
     * @return false if the unit has no such cell or too many are pinned
     */
    boolean pin(Table table, int address, int value, Duration duration) {
        long now = System.nanoTime();
        pins.values().removeIf(pin -> now - pin.untilNanos() >= 0);
        boolean exists = unit.read(table, address, 1) instanceof Outcome.Values;
        if (!exists || pins.size() >= MAX_PINS) {
            return false;
        }
        pins.put(new Cell(table, address), new Pin(value, now + duration.toNanos()));
        return true;
    }

    void unpinAll() {
        pins.clear();
    }

    int pinCount() {
        long now = System.nanoTime();
        return (int)
                pins.values().stream().filter(pin -> now - pin.untilNanos() < 0).count();
    }

    @Override
    public Outcome read(Table table, int address, int count) {
        Outcome outcome = unit.read(table, address, count);
        if (outcome instanceof Outcome.Values values && !pins.isEmpty()) {
            long now = System.nanoTime();
            pins.forEach((cell, pin) -> {
                int at = cell.address() - address;
                if (cell.table() == table && at >= 0 && at < count && now - pin.untilNanos() < 0) {
                    values.cells()[at] = pin.value();
                }
            });
        }
        return outcome;
    }

    @Override
    public Outcome write(Table table, int address, int[] values) {
        return unit.write(table, address, values);
    }
}
