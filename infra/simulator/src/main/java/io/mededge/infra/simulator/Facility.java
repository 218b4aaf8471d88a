package io.mededge.infra.simulator;

import io.mededge.infra.simulator.machine.RandomStream;
import io.mededge.infra.simulator.machine.Station;
import io.mededge.infra.simulator.machine.StationState;
import io.mededge.infra.simulator.modbus.Endpoint;
import io.mededge.infra.simulator.modbus.ModbusServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All stations of a facility on their ports, with simulated time running and the state saved every few seconds. */
final class Facility implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Facility.class.getName());
    private static final long SAVE_INTERVAL_SECONDS = 2;
    /** Machines run on while the simulator restarts; after a longer absence they go on where they stood. */
    private static final long MAX_CATCH_UP_MILLIS = 10 * 60_000L;

    private final SimulatorConfig config;
    private final SimulatedClock clock;
    private final Map<String, StationPort> ports = new LinkedHashMap<>();
    private final ModbusServer server;
    private final FaultSchedule faultSchedule;
    private final ScheduledExecutorService ticker;
    private long second;

    /**
     * Binds the ports, brings each station to the present and starts.
     *
     * @throws IOException if a port is taken
     */
    Facility(SimulatorConfig config) throws IOException {
        this.config = config;
        FacilityState saved = savedState(config);
        clock = new SimulatedClock(saved == null ? 0 : resumedMillis(saved, config.speed()), config.speed());
        for (Station station : saved == null ? newStations(config) : resumedStations(saved)) {
            boolean legacy = config.legacyStations().contains(station.id());
            ports.put(station.id(), StationPort.of(station, legacy, clock));
        }
        ports.values().parallelStream().forEach(port -> port.station().advanceTo(clock.millis()));
        server = ModbusServer.open(InetAddress.getByName(config.host()), endpoints());
        faultSchedule = new FaultSchedule(config.seed());
        ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "facility");
            thread.setDaemon(true);
            return thread;
        });
        var unused = ticker.scheduleAtFixedRate(this::tickSafely, 1, 1, TimeUnit.SECONDS);
    }

    /** All stations, in the order of their ports. */
    List<StationPort> stations() {
        return List.copyOf(ports.values());
    }

    Optional<StationPort> station(String id) {
        return Optional.ofNullable(ports.get(id));
    }

    /** The TCP port of a known station. */
    int portOf(String id) {
        return server.ports().get(List.copyOf(ports.keySet()).indexOf(id));
    }

    SimulatedClock clock() {
        return clock;
    }

    /** To be called after a change of a station's faults, so that it is felt at once. */
    void faultsChanged() {
        server.faultsChanged();
    }

    /** Closes all ports and saves the state. */
    @Override
    public void close() {
        ticker.shutdownNow();
        server.close();
        save();
    }

    private List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (StationPort port : ports.values()) {
            endpoints.add(port.endpoint(config.firstPort() == 0 ? 0 : config.firstPort() + endpoints.size()));
        }
        return endpoints;
    }

    /** An executor would end the schedule silently with the first exception. */
    private void tickSafely() {
        try {
            tick();
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "a tick of the facility failed", defect);
        }
    }

    private void tick() {
        second++;
        for (StationPort port : ports.values()) {
            // also without a client, so that the next one need not wait for hours to be caught up with
            port.station().advanceTo(clock.millis());
            if (config.faults()) {
                faultSchedule.beginningAt(port.station().id(), second).ifPresent(planned -> {
                    port.faults().inject(planned.fault(), planned.duration());
                    faultsChanged();
                });
            }
        }
        if (second % SAVE_INTERVAL_SECONDS == 0) {
            save();
        }
    }

    private synchronized void save() {
        Path folder = config.data();
        if (folder == null) {
            return;
        }
        List<StationState> states =
                ports.values().stream().map(port -> port.station().state()).toList();
        FacilityState state = new FacilityState(
                FacilityState.FORMAT,
                config.seed(),
                config.scenarios(),
                clock.millis(),
                System.currentTimeMillis(),
                states);
        try {
            state.save(folder);
        } catch (IOException failed) {
            LOG.log(System.Logger.Level.WARNING, "the state could not be saved: {0}", failed.getMessage());
        }
    }

    private static @Nullable FacilityState savedState(SimulatorConfig config) {
        Path folder = config.data();
        if (folder == null) {
            return null;
        }
        try {
            FacilityState state = FacilityState.load(folder).orElse(null);
            if (state == null
                    || state.continues(config.seed(), config.scenarios(), StationIds.first(config.stations()))) {
                return state;
            }
            LOG.log(System.Logger.Level.INFO, "the saved state is of another facility, so this one starts anew");
        } catch (IOException unreadable) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the saved state cannot be read, so the facility starts anew: {0}",
                    unreadable.getMessage());
        }
        return null;
    }

    private static long resumedMillis(FacilityState saved, double speed) {
        long absentMillis = Math.max(0, System.currentTimeMillis() - saved.savedAtMillis());
        return saved.simulatedMillis() + (long) (Math.min(MAX_CATCH_UP_MILLIS, absentMillis) * speed);
    }

    private List<Station> resumedStations(FacilityState saved) {
        return saved.stations().stream()
                .map(state -> Station.resume(config.seed(), config.scenarios(), state))
                .toList();
    }

    /** Spreads the stations evenly over the length of a turn, in random order: at any time about 45 of 52 are in TX. */
    private static List<Station> newStations(SimulatorConfig config) {
        List<String> ids = StationIds.first(config.stations());
        RandomStream random = RandomStream.of(config.seed(), "facility/progress");
        List<Double> progress = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            progress.add((i + random.between(0.25, 0.75)) / ids.size());
        }
        for (int i = progress.size() - 1; i > 0; i--) {
            Collections.swap(progress, i, random.below(i + 1));
        }
        List<Station> stations = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            stations.add(Station.start(ids.get(i), config.seed(), config.scenarios(), progress.get(i)));
        }
        return stations;
    }
}
