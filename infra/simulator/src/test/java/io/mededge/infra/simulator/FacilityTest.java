package io.mededge.infra.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.simulator.machine.Mode;
import io.mededge.infra.simulator.machine.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FacilityTest {
    @Test
    void atTheStartAbout45Of52AreInTreatmentAtDifferentProgress() throws IOException {
        for (long seed = 1; seed <= 2; seed++) {
            try (Facility facility = new Facility(config(seed, 52, null))) {
                Set<Long> progress = new HashSet<>();
                for (StationPort port : facility.stations()) {
                    if (port.station().machine().mode() == Mode.TX) {
                        progress.add(port.station().machine().elapsedSeconds() / 60);
                    }
                }
                long treating = facility.stations().stream()
                        .filter(port -> port.station().machine().mode() == Mode.TX)
                        .count();
                assertThat(treating).as("seed %d", seed).isBetween(41L, 48L);
                assertThat(progress).hasSizeGreaterThan(35);
            }
        }
    }

    @Test
    void aRestartGoesOnWithSessionsAndSettings(@TempDir Path folder) throws IOException {
        double removed;
        long elapsed;
        try (Facility first = new Facility(config(1, 1, folder))) {
            StationPort port = first.stations().get(0);
            port.station().write(Setting.ULTRAFILTRATION_RATE, 777);
            removed = port.station().machine().ultrafiltrationRemoved();
            elapsed = port.station().machine().elapsedSeconds();
            assertThat(removed).isPositive();
        }
        try (Facility second = new Facility(config(1, 1, folder))) {
            StationPort port = second.stations().get(0);
            assertThat(port.station().setting(Setting.ULTRAFILTRATION_RATE)).isEqualTo(777);
            assertThat(port.station().machine().ultrafiltrationRemoved()).isBetween(removed, removed + 10);
            assertThat(port.station().machine().elapsedSeconds()).isBetween(elapsed, elapsed + 30);
        }
    }

    @Test
    void afterALongAbsenceTheMachinesGoOnWhereTheyStood(@TempDir Path folder) throws IOException {
        try (Facility first = new Facility(config(1, 1, folder))) {
            assertThat(first.clock().millis()).isLessThan(60_000);
        }
        FacilityState saved = FacilityState.load(folder).orElseThrow();
        long weekMillis = Duration.ofDays(7).toMillis();
        new FacilityState(
                        saved.format(),
                        saved.seed(),
                        saved.mishaps(),
                        saved.simulatedMillis(),
                        saved.savedAtMillis() - weekMillis,
                        saved.stations())
                .save(folder);
        try (Facility second = new Facility(config(1, 1, folder))) {
            assertThat(second.clock().millis()).isBetween(600_000L, 700_000L);
        }
    }

    @Test
    void theStateOfAnotherFacilityOrRubbishIsNotContinued(@TempDir Path folder) throws IOException {
        try (Facility first = new Facility(config(1, 2, folder))) {
            first.stations().get(0).station().write(Setting.ULTRAFILTRATION_RATE, 777);
        }
        try (Facility otherSeed = new Facility(config(2, 2, folder))) {
            assertThat(otherSeed.stations().get(0).station().setting(Setting.ULTRAFILTRATION_RATE))
                    .isNotEqualTo(777);
        }
        Files.writeString(folder.resolve("facility.json"), "{\"format\": 1, \"se");
        try (Facility afterRubbish = new Facility(config(1, 2, folder))) {
            assertThat(afterRubbish.stations()).hasSize(2);
        }
        assertThat(FacilityState.load(folder)).isPresent();
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void theScheduleOfFaultsIsSeededAndRare() {
        FaultSchedule schedule = new FaultSchedule(1);
        int count = 0;
        for (long second = 0; second < 7 * 24 * 3600; second++) {
            Optional<FaultSchedule.Planned> planned = schedule.beginningAt("A-01", second);
            assertThat(planned).isEqualTo(new FaultSchedule(1).beginningAt("A-01", second));
            count += planned.isPresent() ? 1 : 0;
        }
        assertThat(count).as("faults in a week").isBetween(1, 25);
    }

    static SimulatorConfig config(long seed, int stations, @Nullable Path data) {
        return new SimulatorConfig(seed, stations, "127.0.0.1", 0, 0, data, 1.0, false, false, List.of());
    }
}
