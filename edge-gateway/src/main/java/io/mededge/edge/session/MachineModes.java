package io.mededge.edge.session;

import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.session.SessionState;
import io.mededge.model.telemetry.Entry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The mode of operation of each station's machine, from the records of the journal. {@link #heard} is called by the journal's writer and takes no lock that a
 * database holds; since when a mode holds is kept by {@link #keep}, so that a restart does not make an old disagreement young.
 */
final class MachineModes {
    private static final MetricId MODE = new MetricId("mode");
    private static final String TREATMENT = "TX";
    /** In which a machine may be while the blood in its circuit waits. */
    private static final Set<String> PAUSING = Set.of(TREATMENT, "PRETX", "POSTTX");

    private final SessionDatabase database;
    private final Devices devices;
    private final Map<String, Mode> modes = new ConcurrentHashMap<>();
    private final Map<String, Mode> kept = new HashMap<>();

    /** @param heard when it was last told @param silent whether the machine does not answer */
    record Mode(String code, Instant since, Instant heard, boolean silent) {}

    MachineModes(SessionDatabase database, Devices devices) {
        this.database = database;
        this.devices = devices;
        database.read(
                        "select station, mode, since from machine",
                        row -> Map.entry(
                                row.getString("station"),
                                new Mode(
                                        row.getString("mode"),
                                        SessionDatabase.instant(row, "since"),
                                        SessionDatabase.instant(row, "since"),
                                        true)))
                .forEach(known -> {
                    modes.put(known.getKey(), known.getValue());
                    kept.put(known.getKey(), known.getValue());
                });
    }

    static String station(Device device) {
        return device.station().isEmpty() ? device.id().value() : device.station();
    }

    /** Does not block and does not throw. */
    void heard(DeviceId device, Entry entry) {
        if (entry.body() instanceof Sample sample) {
            for (var reading : sample.readings()) {
                if (reading.metric().equals(MODE) && reading.quality() == Quality.GOOD) {
                    heard(device, entry.at(), reading.value());
                }
            }
        } else if (entry.body() instanceof Gap gap && gap.until() == null) {
            devices.find(device)
                    .filter(known -> metric(known).isPresent())
                    .ifPresent(known -> modes.computeIfPresent(
                            station(known),
                            (station, mode) -> new Mode(mode.code(), mode.since(), mode.heard(), true)));
        }
    }

    private void heard(DeviceId device, Instant at, double number) {
        var known = devices.find(device);
        var code = known.flatMap(MachineModes::metric)
                .flatMap(metric -> metric.choice(number))
                .map(MetricDescription.Choice::code);
        if (code.isPresent()) {
            // what comes out of a machine's own backlog says nothing about now
            modes.merge(
                    station(known.get()),
                    new Mode(code.get(), at, at, false),
                    (before, now) -> before.heard().isAfter(at) ? before : follow(before, now));
        }
    }

    private static Mode follow(Mode before, Mode now) {
        return before.code().equals(now.code()) ? new Mode(now.code(), before.since(), now.heard(), false) : now;
    }

    private static Optional<MetricDescription> metric(Device device) {
        return device.profile().metrics().stream()
                .filter(metric -> metric.id().equals(MODE))
                .findFirst();
    }

    /** Writes down what has changed. */
    void keep() {
        modes.forEach((station, mode) -> {
            var before = kept.get(station);
            if (before == null
                    || !before.since().equals(mode.since())
                    || !before.code().equals(mode.code())) {
                database.write(
                        "insert into machine (station, mode, since) values (?, ?, ?)"
                                + " on conflict (station) do update set mode = excluded.mode, since = excluded.since",
                        station,
                        mode.code(),
                        mode.since());
                kept.put(station, mode);
            }
        });
    }

    /** @param othersHold whether the station is another session's at present, so that its machine says nothing about this one */
    MachineView view(Session session, boolean othersHold, Instant now) {
        var state = session.state();
        var mode = modes.get(session.plan().station());
        if (!isConcerned(session, othersHold, now)) {
            return new MachineView.Agrees();
        }
        if (mode == null || mode.silent()) {
            return new MachineView.Unknown();
        }
        var since = mode.since().isAfter(session.stateSince()) ? mode.since() : session.stateSince();
        if (state.isUnderTreatment()) {
            var fits = state == SessionState.PAUSED
                    ? PAUSING.contains(mode.code())
                    : mode.code().equals(TREATMENT);
            return fits
                    ? new MachineView.Agrees()
                    : new MachineView.Disagrees(MachineView.Kind.ONLY_THE_SESSION_RUNS, mode.code(), since);
        }
        return mode.code().equals(TREATMENT)
                ? new MachineView.Disagrees(MachineView.Kind.ONLY_THE_MACHINE_RUNS, mode.code(), since)
                : new MachineView.Agrees();
    }

    private static boolean isConcerned(Session session, boolean othersHold, Instant now) {
        return switch (session.state()) {
            case CLOSED, CANCELLED -> false;
            case SCHEDULED ->
                !othersHold
                        && !now.isBefore(session.plan().begin())
                        && now.isBefore(session.plan().end());
            case ARRIVED, READY -> !othersHold;
            case IN_PROGRESS, PAUSED, COMPLETED, INTERRUPTED, CLEANING -> true;
        };
    }
}
