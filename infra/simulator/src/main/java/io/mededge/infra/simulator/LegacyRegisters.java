package io.mededge.infra.simulator;

import io.mededge.infra.simulator.machine.MachineReadings;
import io.mededge.infra.simulator.machine.Mode;
import io.mededge.infra.simulator.machine.Station;
import io.mededge.infra.simulator.modbus.ExceptionCode;
import io.mededge.infra.simulator.modbus.ModbusUnit;
import io.mededge.infra.simulator.modbus.Outcome;
import io.mededge.infra.simulator.modbus.Table;

/**
 * The register map {@code legacy-hd}, as unit 1: six unsigned values in holding registers 0 to 11, the odd ones unused, stop flag at 100,
 * alarm at discrete input 0. Its "arterial pressure" is positive and nobody knows what it measures; here it follows the patient's own
 * pressure around 120.
 */
final class LegacyRegisters implements ModbusUnit {
    private static final int STOP_ADDRESS = 100;
    private static final int LIVE_SIZE = 12;
    private static final double ARTERIAL_BASE = 120;
    private static final double ARTERIAL_ALARM = 80;

    private final Station station;
    private final SimulatedClock clock;

    LegacyRegisters(Station station, SimulatedClock clock) {
        this.station = station;
        this.clock = clock;
    }

    @Override
    public Outcome read(Table table, int address, int count) {
        station.advanceTo(clock.millis());
        MachineReadings now = station.machine();
        return switch (table) {
            case HOLDING_REGISTER ->
                address < STOP_ADDRESS
                        ? Outcome.slice(0, live(now), address, count)
                        : Outcome.slice(STOP_ADDRESS, new int[] {now.stopRequested() ? 1 : 0}, address, count);
            case DISCRETE_INPUT -> Outcome.slice(0, new int[] {hasAlarm(now) ? 1 : 0}, address, count);
            case INPUT_REGISTER, COIL -> new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
        };
    }

    @Override
    public Outcome write(Table table, int address, int[] values) {
        if (table != Table.HOLDING_REGISTER || address != STOP_ADDRESS || values.length != 1) {
            return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
        }
        if (values[0] != 1) {
            return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_VALUE);
        }
        station.advanceTo(clock.millis());
        station.requestStop();
        return new Outcome.Written();
    }

    private static int[] live(MachineReadings now) {
        boolean running = now.mode() == Mode.TX && now.bloodPumpOn();
        RegisterImage image = new RegisterImage(LIVE_SIZE)
                .u16(6, clamp(now.dialysateTemperature(), 35, 38), 100)
                .u16(8, clamp(now.dialysateConductivity(), 13.5, 14.5), 100)
                .u16(10, Math.min(14_400, now.elapsedSeconds()));
        if (running) {
            image.u16(0, clamp(now.bloodFlow(), 200, 400), 1)
                    .u16(2, arterial(now), 1)
                    .u16(4, clamp(now.venousPressure(), 50, 200), 1);
        }
        return image.words();
    }

    private static double arterial(MachineReadings now) {
        return clamp(ARTERIAL_BASE + now.meanPressureChange(), 50, 200);
    }

    private static boolean hasAlarm(MachineReadings now) {
        return now.alarmBits() != 0 || (now.mode() == Mode.TX && arterial(now) < ARTERIAL_ALARM);
    }

    private static double clamp(double value, double lowest, double highest) {
        return Math.max(lowest, Math.min(highest, value));
    }
}
