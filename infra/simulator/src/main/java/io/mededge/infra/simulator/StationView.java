package io.mededge.infra.simulator;

import io.mededge.infra.simulator.machine.Alarm;
import io.mededge.infra.simulator.machine.MachineReadings;
import io.mededge.infra.simulator.modbus.WireFault;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A station as the control API shows it; absent things are null. */
record StationView(
        String id,
        int port,
        String profile,
        String mode,
        String modality,
        boolean pumpOn,
        boolean paused,
        long elapsedSeconds,
        long remainingSeconds,
        List<String> alarms,
        @Nullable ScenarioView scenario,
        @Nullable FaultView fault,
        int pinnedRegisters) {

    /** @param remainingSeconds simulated */
    record ScenarioView(String name, int grade, long remainingSeconds) {}

    /** @param remainingSeconds real */
    record FaultView(String name, long remainingSeconds) {}

    static StationView of(StationPort port, int tcpPort) {
        MachineReadings now = port.station().machine();
        WireFault fault = port.faults().current();
        return new StationView(
                port.station().id(),
                tcpPort,
                port.legacy() ? "legacy-hd" : "mededge-hd",
                now.mode().name(),
                now.modality().name(),
                now.bloodPumpOn(),
                now.therapyPaused(),
                now.elapsedSeconds(),
                now.remainingSeconds(),
                Arrays.stream(Alarm.values()).filter(now::has).map(Alarm::label).toList(),
                port.station()
                        .scenario()
                        .map(active ->
                                new ScenarioView(active.scenario().label(), active.grade(), active.remainingSeconds()))
                        .orElse(null),
                fault == null
                        ? null
                        : new FaultView(fault.label(), port.faults().remainingSeconds()),
                port.machine().pinCount() + port.monitor().pinCount());
    }
}
