package io.mededge.edge.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.TestConfig;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Hazard("H-003")
class SilenceWatchTest {
    private static final Device TERMINAL = TerminalProfile.device("vitals-1", Duration.ofSeconds(10));
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final long ALLOWED = Duration.ofSeconds(3 * 10 + 2).toNanos();

    @TempDir
    Path folder;

    private final Faults faults = new Faults();

    @Test
    void silenceBeyondThreePeriodsIsAGapThatEndsWithTheNextValuesAlsoOverARestart() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            var watch = watch(journal);
            var begun = System.nanoTime();
            watch.look(TERMINAL, begun + ALLOWED - 1_000_000, begun);
            watch.look(TERMINAL, begun + ALLOWED + 1_000_000_000, begun);
            watch.look(TERMINAL, begun + 2 * ALLOWED, begun);
            assertThat(bodies(journal, 1)).containsExactly(new Gap(FaultCode.MACHINE_SILENT, null));
            watch.look(TERMINAL, begun + 3 * ALLOWED, begun);
            assertThat(faults.total(FaultCode.MACHINE_SILENT)).isEqualTo(1);
        }
        try (var journal = TestJournal.open(folder)) {
            assertThat(intake(journal).leftSilent())
                    .as("what the board shows before anything is heard")
                    .isEqualTo(Map.of(TERMINAL.id(), START));
            var spoken = START.plusSeconds(100);
            watch(journal).heard(START.plusSeconds(101), spoken);

            assertThat(bodies(journal, 2).get(1)).isEqualTo(new Gap(FaultCode.MACHINE_SILENT, spoken));
            assertThat(entries(journal)).extracting(Entry::at).containsOnly(START);
        }
        try (var journal = TestJournal.open(folder)) {
            assertThat(intake(journal).leftSilent()).isEmpty();
            watch(journal).heard(START.plusSeconds(120), START.plusSeconds(120));
            Thread.sleep(200);
            assertThat(entries(journal)).as("the gap ends once").hasSize(2);
        }
    }

    @Test
    void whileTheBrokerWasAwayNobodyKnows() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            var watch = watch(journal);
            var now = System.nanoTime() + 100 * ALLOWED;

            watch.look(TERMINAL, now, now - ALLOWED + 1_000_000);
            Thread.sleep(200);
            assertThat(entries(journal)).isEmpty();

            watch.look(TERMINAL, now, now - ALLOWED - 1_000_000);
            assertThat(bodies(journal, 1)).containsExactly(new Gap(FaultCode.MACHINE_SILENT, null));
        }
    }

    /** Completions run in the journal's thread here: one call after the other all the same. */
    private SilenceWatch watch(Journal journal) {
        return new SilenceWatch(TERMINAL.id(), journal, faults, Runnable::run, START);
    }

    /** Not started: it tells what the journal knows. */
    private FacilityIntake intake(Journal journal) {
        return new FacilityIntake(
                TestConfig.of(Map.of()).broker(),
                TestJournal.PLACE,
                TestJournal.GATEWAY,
                journal,
                new Devices(List.of(TERMINAL)),
                faults,
                InstantSource.system(),
                new Random(1));
    }

    private static List<RegionBound> bodies(Journal journal, int count) throws IOException {
        await().atMost(Duration.ofSeconds(10)).until(() -> entries(journal).size() >= count);
        return entries(journal).stream().map(Entry::body).toList();
    }

    private static List<Entry> entries(Journal journal) throws IOException {
        return journal.read(new StreamKey(TERMINAL.id(), StreamClass.TELEMETRY), 1, 100, 100, 1 << 20);
    }
}
