package io.mededge.infra.simulator;

import io.mededge.infra.simulator.machine.Alarm;
import io.mededge.infra.simulator.machine.AlarmEvent;
import io.mededge.infra.simulator.machine.MachineReadings;
import io.mededge.infra.simulator.machine.Setting;
import io.mededge.infra.simulator.machine.Station;
import io.mededge.infra.simulator.modbus.ExceptionCode;
import io.mededge.infra.simulator.modbus.ModbusUnit;
import io.mededge.infra.simulator.modbus.Outcome;
import io.mededge.infra.simulator.modbus.Table;
import java.util.List;

/** The register map {@code mededge-hd}: one hemodialysis machine as unit 1. Addresses are 0-based, 32-bit values high word first. */
final class HdRegisters implements ModbusUnit {
    static final int EVENTS_ADDRESS = 200;
    static final int REQUESTS_ADDRESS = 100;
    private static final int LIVE_SIZE = 24;
    private static final int EVENT_SLOTS = 64;
    private static final int EVENT_SIZE = 4;
    private static final int EVENT_STARTED = 1;
    private static final int EVENT_ENDED = 2;
    private static final int SETTINGS_SIZE = 10;

    private record SettingRegister(Setting setting, int address, int size, int perUnit) {
        boolean overlaps(int from, int count) {
            return from < address + size && address < from + count;
        }

        double valueIn(int[] words) {
            long raw = size == 1 ? words[address] : (long) words[address] << 16 | words[address + 1];
            return (double) raw / perUnit;
        }
    }

    private static final List<SettingRegister> SETTINGS = List.of(
            new SettingRegister(Setting.BLOOD_FLOW, 0, 1, 10),
            new SettingRegister(Setting.DIALYSATE_FLOW, 1, 1, 1),
            new SettingRegister(Setting.ULTRAFILTRATION_RATE, 2, 1, 1),
            new SettingRegister(Setting.ULTRAFILTRATION_GOAL, 3, 2, 10),
            new SettingRegister(Setting.DIALYSATE_TEMPERATURE, 5, 1, 100),
            new SettingRegister(Setting.DIALYSATE_CONDUCTIVITY, 6, 1, 1000),
            new SettingRegister(Setting.ANTICOAGULANT_RATE, 7, 1, 100),
            new SettingRegister(Setting.TREATMENT_TIME, 8, 2, 1));

    private final Station station;
    private final SimulatedClock clock;

    HdRegisters(Station station, SimulatedClock clock) {
        this.station = station;
        this.clock = clock;
    }

    @Override
    public Outcome read(Table table, int address, int count) {
        station.advanceTo(clock.millis());
        return switch (table) {
            case INPUT_REGISTER ->
                address < EVENTS_ADDRESS
                        ? Outcome.slice(0, live(station.machine()), address, count)
                        : Outcome.slice(EVENTS_ADDRESS, events(), address, count);
            case HOLDING_REGISTER ->
                address < REQUESTS_ADDRESS
                        ? Outcome.slice(0, settings(), address, count)
                        : Outcome.slice(REQUESTS_ADDRESS, requests(), address, count);
            case DISCRETE_INPUT -> Outcome.slice(0, alarms(), address, count);
            case COIL -> Outcome.slice(0, new int[] {station.machine().muted() ? 1 : 0}, address, count);
        };
    }

    @Override
    public Outcome write(Table table, int address, int[] values) {
        station.advanceTo(clock.millis());
        if (table == Table.COIL) {
            if (address != 0 || values.length != 1) {
                return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
            }
            station.mute(values[0] == 1);
            return new Outcome.Written();
        }
        return address < REQUESTS_ADDRESS ? writeSettings(address, values) : writeRequests(address, values);
    }

    private Outcome writeSettings(int address, int[] values) {
        if (address + values.length > SETTINGS_SIZE) {
            return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
        }
        int[] wanted = settings();
        System.arraycopy(values, 0, wanted, address, values.length);
        List<SettingRegister> touched = SETTINGS.stream()
                .filter(register -> register.overlaps(address, values.length))
                .toList();
        if (!touched.stream().allMatch(register -> register.setting().accepts(register.valueIn(wanted)))) {
            return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_VALUE);
        }
        touched.forEach(register -> station.write(register.setting(), register.valueIn(wanted)));
        return new Outcome.Written();
    }

    private Outcome writeRequests(int address, int[] values) {
        int offset = address - REQUESTS_ADDRESS;
        if (offset + values.length > requests().length) {
            return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_ADDRESS);
        }
        for (int value : values) {
            // a request is made, never taken back from afar: only somebody at the machine starts it again
            if (value != 1) {
                return new Outcome.Refused(ExceptionCode.ILLEGAL_DATA_VALUE);
            }
        }
        if (offset == 0) {
            station.requestStop();
        }
        if (offset + values.length == 2) {
            station.requestMinimumUltrafiltration();
        }
        return new Outcome.Written();
    }

    private static int[] live(MachineReadings now) {
        int flags = (now.bloodPumpOn() ? 1 : 0) | (now.bypass() ? 2 : 0) | (now.therapyPaused() ? 4 : 0);
        return new RegisterImage(LIVE_SIZE)
                .u16(0, now.mode().code())
                .u16(1, now.modality().code())
                .u16(2, flags)
                .u16(3, now.bloodFlow(), 10)
                .s16(4, now.arterialPressure(), 10)
                .s16(5, now.venousPressure(), 10)
                .s16(6, now.transmembranePressure(), 10)
                .u16(7, now.dialysateTemperature(), 100)
                .u16(8, now.dialysateConductivity(), 1000)
                .u16(9, now.dialysateFlow(), 1)
                .u16(10, now.ultrafiltrationRate(), 1)
                .u16(11, now.anticoagulantRate(), 100)
                .u32(12, now.ultrafiltrationRemoved(), 10)
                .u32(14, now.bloodProcessed(), 1000)
                .u32(16, now.elapsedSeconds())
                .u32(18, now.remainingSeconds())
                .u32(20, now.alarmBits())
                .wrapping(22, now.eventCount())
                .words();
    }

    private int[] events() {
        RegisterImage image = new RegisterImage(EVENT_SLOTS * EVENT_SIZE);
        for (AlarmEvent event : station.events()) {
            int at = (int) ((event.number() - 1) % EVENT_SLOTS) * EVENT_SIZE;
            image.wrapping(at, event.number())
                    .u16(at + 1, event.alarm().bit())
                    .u16(at + 2, event.started() ? EVENT_STARTED : EVENT_ENDED)
                    .u16(at + 3, station.secondsSince(event.atMillis()));
        }
        return image.words();
    }

    private int[] settings() {
        RegisterImage image = new RegisterImage(SETTINGS_SIZE);
        for (SettingRegister register : SETTINGS) {
            double value = station.setting(register.setting());
            if (register.size() == 1) {
                image.u16(register.address(), value, register.perUnit());
            } else {
                image.u32(register.address(), value, register.perUnit());
            }
        }
        return image.words();
    }

    private int[] requests() {
        MachineReadings now = station.machine();
        return new int[] {now.stopRequested() ? 1 : 0, now.minimumUltrafiltration() ? 1 : 0};
    }

    private int[] alarms() {
        int bits = station.machine().alarmBits();
        int[] cells = new int[Alarm.values().length];
        for (Alarm alarm : Alarm.values()) {
            cells[alarm.bit()] = bits >> alarm.bit() & 1;
        }
        return cells;
    }
}
