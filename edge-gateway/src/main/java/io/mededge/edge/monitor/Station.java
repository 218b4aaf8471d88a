package io.mededge.edge.monitor;

import io.mededge.edge.monitor.RelayedAlarm.Priority;
import io.mededge.edge.monitor.WatchedDevice.Newest;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A place where a patient is treated, with its devices: usually a machine and a patient monitor. Immutable, but for what the devices measure. */
final class Station {
    private static final MetricId BLOOD_FLOW = new MetricId("blood-flow");
    private static final MetricId MODE = new MetricId("mode");
    private static final MetricId PUMP_ON = new MetricId("pump-on");
    private static final MetricId BYPASS = new MetricId("fluid-bypass");
    private static final MetricId PAUSED = new MetricId("therapy-paused");
    private static final MetricId ALARM_BITS = new MetricId("alarm-bits");

    /** One flag for all alarms: what older machines have. */
    private static final MetricId ALARM = new MetricId("alarm");

    private static final int MAX_ALARM_BITS = 32;
    private static final String TREATMENT = "TX";

    /** Codes of MDC_HDIALY_MACH_MODE_OF_OPERATION in words. */
    private static final Map<String, String> PHASES = Map.of(
            "PRETX",
            "Preparation",
            TREATMENT,
            "Treatment",
            "POSTTX",
            "Ending",
            "DIS",
            "Disinfection",
            "IDL",
            "Idle",
            "SVC",
            "Service");

    private final String name;
    private final String zone;
    private final List<WatchedDevice> devices;

    Station(String name, String zone, List<WatchedDevice> devices) {
        this.name = name;
        this.zone = zone;
        this.devices = List.copyOf(devices);
    }

    /** This station with one more device, or a device of it registered anew. */
    Station with(WatchedDevice device) {
        var kept = Stream.concat(devices.stream(), Stream.of(device))
                .filter(d ->
                        d == device || !d.device().id().equals(device.device().id()))
                .toList();
        return new Station(name, zone, kept);
    }

    String name() {
        return name;
    }

    String zone() {
        return zone;
    }

    List<WatchedDevice> devices() {
        return devices;
    }

    List<DeviceId> deviceIds() {
        return devices.stream().map(d -> d.device().id()).toList();
    }

    /** The device that treats; where there is none, the first. */
    WatchedDevice machine() {
        return with(BLOOD_FLOW).orElse(devices.get(0));
    }

    /** The device that has this metric. */
    Optional<WatchedDevice> with(MetricId metric) {
        return devices.stream().filter(d -> d.has(metric)).findFirst();
    }

    Optional<Newest> newest(MetricId metric, Instant now) {
        return with(metric).flatMap(device -> device.newest(metric, now));
    }

    StationState state(Instant now) {
        var machine = machine();
        var last = machine.lastSample();
        if (machine.fault().isPresent()) {
            return StationState.LINK_LOST;
        }
        if (last.isEmpty()) {
            return StationState.UNKNOWN;
        }
        if (!machine.episodic() && last.get().plus(machine.silentAfter()).isBefore(now)) {
            return StationState.SILENT;
        }
        var mode = modeCode(now);
        if (mode.isEmpty()) {
            return value(BLOOD_FLOW, now) > 0 ? StationState.RUNNING : StationState.STANDBY;
        }
        if (!mode.get().equals(TREATMENT)) {
            return StationState.STANDBY;
        }
        if (value(PAUSED, now) > 0 || value(BYPASS, now) > 0) {
            return StationState.PAUSED;
        }
        return newest(PUMP_ON, now).isPresent() && value(PUMP_ON, now) == 0
                ? StationState.STOPPED
                : StationState.RUNNING;
    }

    /** Whether nothing of the machine can be believed to be current. */
    boolean isSilent(Instant now) {
        return switch (state(now)) {
            case LINK_LOST, SILENT, UNKNOWN -> true;
            case RUNNING, PAUSED, STOPPED, STANDBY -> false;
        };
    }

    /** The machine's mode of operation in words; empty if it has none, or its number has no meaning. */
    Optional<String> phase(Instant now) {
        return modeCode(now).map(code -> PHASES.getOrDefault(code, code));
    }

    boolean inTreatment(Instant now) {
        return modeCode(now).filter(TREATMENT::equals).isPresent();
    }

    private Optional<String> modeCode(Instant now) {
        return newest(MODE, now)
                .flatMap(mode -> mode.metric().choice(mode.value()))
                .map(MetricDescription.Choice::code);
    }

    /** The conditions that the machine itself says hold, the most urgent first. They hold until the machine says otherwise, also when it is silent. */
    List<RelayedAlarm> alarms(Instant now) {
        var bits = (long) value(ALARM_BITS, now);
        var names =
                machine().device().profile().events().map(list -> list.names()).orElse(Map.of());
        var alarms = new ArrayList<RelayedAlarm>();
        for (var bit = 0; bit < MAX_ALARM_BITS; bit++) {
            if ((bits >> bit & 1) == 1) {
                alarms.add(RelayedAlarm.of(bit, names.getOrDefault(bit, "")));
            }
        }
        if (value(ALARM, now) > 0) {
            alarms.add(RelayedAlarm.of(0, ALARM.value()));
        }
        alarms.sort(null);
        return alarms;
    }

    /** What colours the tile: the most urgent relayed alarm; a link lost in treatment is at least medium. */
    Optional<Priority> priority(Instant now) {
        var relayed = alarms(now).stream().map(RelayedAlarm::priority).findFirst();
        var state = state(now);
        var cutOff = (state == StationState.LINK_LOST || state == StationState.SILENT) && inTreatment(now);
        return cutOff && relayed.filter(p -> p == Priority.HIGH).isEmpty() ? Optional.of(Priority.MEDIUM) : relayed;
    }

    private double value(MetricId metric, Instant now) {
        return newest(metric, now).map(Newest::value).orElse(0.0);
    }
}
