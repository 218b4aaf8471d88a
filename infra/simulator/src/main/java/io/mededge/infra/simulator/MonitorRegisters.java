package io.mededge.infra.simulator;

import io.mededge.infra.simulator.machine.BloodPressure;
import io.mededge.infra.simulator.machine.Station;
import io.mededge.infra.simulator.modbus.ExceptionCode;
import io.mededge.infra.simulator.modbus.ModbusUnit;
import io.mededge.infra.simulator.modbus.Outcome;
import io.mededge.infra.simulator.modbus.Table;

/** The register map {@code mededge-nibp}: the patient monitor of a station as unit 2, read-only. */
final class MonitorRegisters implements ModbusUnit {
    private static final int SIZE = 7;

    private final Station station;
    private final SimulatedClock clock;

    MonitorRegisters(Station station, SimulatedClock clock) {
        this.station = station;
        this.clock = clock;
    }

    @Override
    public Outcome read(Table table, int address, int count) {
        if (table != Table.INPUT_REGISTER) {
            return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
        }
        station.advanceTo(clock.millis());
        BloodPressure last = station.bloodPressure();
        int[] words = new RegisterImage(SIZE)
                .wrapping(0, last.number())
                .s16(1, last.systolic(), 1)
                .s16(2, last.diastolic(), 1)
                .s16(3, last.mean(), 1)
                .u16(4, last.pulse())
                .u32(5, station.secondsSince(last.atMillis()))
                .words();
        return Outcome.slice(0, words, address, count);
    }

    @Override
    public Outcome write(Table table, int address, int[] values) {
        return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
    }
}
