package io.mededge.infra.simulator;

import io.mededge.infra.simulator.machine.Station;
import io.mededge.infra.simulator.modbus.Endpoint;
import io.mededge.infra.simulator.modbus.ModbusUnit;
import io.mededge.infra.simulator.modbus.WireFaults;
import java.util.Map;

/** One station as the network sees it: its model, the two units in front of it, and how its port misbehaves. */
record StationPort(Station station, boolean legacy, PinnedUnit machine, PinnedUnit monitor, WireFaults faults) {
    static final int MACHINE_UNIT = 1;
    static final int MONITOR_UNIT = 2;

    static StationPort of(Station station, boolean legacy, SimulatedClock clock) {
        ModbusUnit machine = legacy ? new LegacyRegisters(station, clock) : new HdRegisters(station, clock);
        ModbusUnit monitor = new MonitorRegisters(station, clock);
        return new StationPort(station, legacy, new PinnedUnit(machine), new PinnedUnit(monitor), new WireFaults());
    }

    Endpoint endpoint(int port) {
        return new Endpoint(
                "station " + station.id(), port, Map.of(MACHINE_UNIT, machine, MONITOR_UNIT, monitor), faults);
    }

    void unpinAll() {
        machine.unpinAll();
        monitor.unpinAll();
    }
}
