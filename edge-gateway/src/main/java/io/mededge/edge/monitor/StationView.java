package io.mededge.edge.monitor;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mededge.edge.monitor.WatchedDevice.Newest;
import io.mededge.edge.patient.Bedside;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.model.outbound.Quality;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A station for programs: numbers with their UCUM units, times in UTC, what is stale and what is missing said openly. Says that somebody is treated here,
 * never who.
 *
 * @param phase null when the machine has no mode
 * @param status what it can be used for: available, occupied, cleaning, maintenance or offline
 * @param lastSampleAt null when nothing came yet
 * @param values by metric, only those that came; left out in the list of all stations
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StationView(
        String id,
        String zone,
        String state,
        @Nullable String phase,
        boolean patientAssociated,
        String status,
        List<Alarm> alarms,
        @Nullable Instant lastSampleAt,
        @Nullable Fault fault,
        Completeness lastTenMinutes,
        Map<String, Value> values,
        @Nullable List<Device> devices,
        @Nullable List<Event> events) {

    record Alarm(String name, String words, String priority) {}

    record Fault(String code, String summary, Instant since) {}

    record Completeness(int polls, int missing) {}

    /** @param quality good, out-of-range, invalid or sign-unknown */
    record Value(double value, String unit, Instant at, String quality, boolean stale) {}

    /** @param polled whether it is asked; else it speaks by itself, and {@code pollMillis} is how long it may be silent */
    record Device(String id, String model, String serial, String profile, int pollMillis, boolean polled) {}

    /** An entry of the machine's own event list. */
    record Event(Instant at, String device, int code, String name, String words, boolean start, String priority) {}

    static StationView of(Station station, Bedside bedside, boolean detailed, Instant now) {
        var machine = station.machine();
        var complete = machine.completeness(now);
        return new StationView(
                station.name(),
                station.zone(),
                station.state(now).token(),
                station.phase(now).orElse(null),
                bedside.taken(station.name()),
                bedside.status(station.name(), station.isSilent(now)).token(),
                station.alarms(now).stream()
                        .map(alarm -> new Alarm(
                                alarm.name(), alarm.words(), alarm.priority().token()))
                        .toList(),
                machine.lastSample().orElse(null),
                fault(station),
                new Completeness(complete.got() + complete.missing(), complete.missing()),
                values(station, now),
                detailed ? devices(station) : null,
                detailed ? events(station) : null);
    }

    static @Nullable Fault fault(Station station) {
        return station.machine()
                .fault()
                .map(fault -> new Fault(fault.code().label(), fault.code().summary(), fault.since()))
                .orElse(null);
    }

    private static Map<String, Value> values(Station station, Instant now) {
        var values = new LinkedHashMap<String, Value>();
        for (var device : station.devices()) {
            for (var line : device.lines(now)) {
                var newest = line.newest();
                if (newest != null) {
                    values.putIfAbsent(line.metric().id().value(), value(newest));
                }
            }
        }
        return values;
    }

    private static Value value(Newest newest) {
        return new Value(newest.value(), newest.metric().unit(), newest.at(), token(newest.quality()), newest.stale());
    }

    private static List<Device> devices(Station station) {
        return station.devices().stream()
                .map(device -> new Device(
                        device.device().id().value(),
                        device.description().model(),
                        device.description().serial(),
                        device.description().profile(),
                        device.description().pollMillis(),
                        !(device.device().address() instanceof MachineAddress.Mqtt)))
                .toList();
    }

    static List<Event> events(Station station) {
        return station.devices().stream()
                .flatMap(device -> device.events().stream().map(event -> {
                    var alarm =
                            RelayedAlarm.of(event.event().code(), event.event().name());
                    return new Event(
                            event.at(),
                            device.device().id().value(),
                            event.event().code(),
                            event.event().name(),
                            alarm.words(),
                            event.event().start(),
                            alarm.priority().token());
                }))
                .sorted(java.util.Comparator.comparing(Event::at).reversed())
                .toList();
    }

    static String token(Quality quality) {
        return quality.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
