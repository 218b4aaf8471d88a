package io.mededge.infra.simulator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.infra.simulator.machine.StationState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * What the facility keeps across restarts: where simulated time stood and what reached the stations; the rest follows from the seed.
 *
 * @param format {@link #FORMAT}; another one is not read
 * @param simulatedMillis simulated time when saved
 * @param savedAtMillis wall clock when saved
 */
record FacilityState(
        int format, long seed, boolean mishaps, long simulatedMillis, long savedAtMillis, List<StationState> stations) {

    static final int FORMAT = 1;
    private static final String FILE_NAME = "facility.json";
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    FacilityState {
        stations = List.copyOf(stations);
    }

    /** Replaces the saved state as a whole or, when the process dies meanwhile, not at all. */
    void save(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path draft = folder.resolve(FILE_NAME + ".new");
        Files.write(draft, JSON.writeValueAsBytes(this));
        Files.move(draft, folder.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The saved state.
     *
     * @throws IOException if there is one that cannot be read
     */
    static Optional<FacilityState> load(Path folder) throws IOException {
        Path file = folder.resolve(FILE_NAME);
        return Files.exists(file) ? Optional.of(JSON.readValue(file.toFile(), FacilityState.class)) : Optional.empty();
    }

    /** Whether a facility with this seed and these stations can go on from here. */
    boolean continues(long seed, boolean mishaps, List<String> stationIds) {
        return format == FORMAT
                && this.seed == seed
                && this.mishaps == mishaps
                && stations.stream().map(StationState::id).toList().equals(stationIds);
    }
}
