package io.mededge.edge.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.ClockReport;
import io.mededge.model.outbound.ClockTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockWatchTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    private record Config(Path synchronisedFile, Duration synchronisedWithin) implements ClockConfig {}

    private record Recorded(Instant at, ClockReport report) {}

    @TempDir
    Path folder;

    private final Faults faults = new Faults();
    private final List<Recorded> recorded = new ArrayList<>();
    private Path file = Path.of("");
    private Instant wall = START;
    private long nanos = 1;
    private boolean full;

    @BeforeEach
    void host() {
        file = folder.resolve("synchronized");
    }

    private ClockWatch watch(Optional<Instant> lastRecorded) {
        var config = new Config(file, Duration.ofHours(3));
        return new ClockWatch(config, () -> wall, () -> nanos, faults, this::record, lastRecorded);
    }

    private CompletableFuture<?> record(Instant at, ClockReport report) {
        if (full) {
            return CompletableFuture.failedFuture(new IOException("no room"));
        }
        recorded.add(new Recorded(at, report));
        return CompletableFuture.completedFuture(report);
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    private void synchronised() throws IOException {
        Files.write(file, new byte[0]);
        Files.setLastModifiedTime(file, FileTime.from(wall));
    }

    private void tick(ClockWatch watch, int times) {
        for (var i = 0; i < times; i++) {
            pass(Duration.ofSeconds(1));
            watch.tick();
        }
    }

    @Test
    void eachStartAndEachChangeOfTrustIsOneRecord() throws IOException {
        var watch = watch(Optional.empty());
        tick(watch, 3);
        synchronised();
        tick(watch, 3);
        pass(Duration.ofHours(4));
        tick(watch, 3);

        assertThat(recorded)
                .extracting(one -> one.report().trust())
                .containsExactly(ClockTrust.UNSYNCHRONISED, ClockTrust.SYNCHRONISED, ClockTrust.UNSYNCHRONISED);
        assertThat(faults.total(FaultCode.CLOCK_UNSYNCHRONISED)).isEqualTo(2);
        assertThat(faults.total(FaultCode.CLOCK_STEPPED)).isZero();
    }

    @Test
    void aHostThatSaysNothingIsNotKnown() {
        file = folder.resolve("nowhere").resolve("synchronized");
        var watch = watch(Optional.empty());
        tick(watch, 2);
        assertThat(watch.trust()).isEqualTo(ClockTrust.UNKNOWN);
        assertThat(recorded).extracting(Recorded::report).containsExactly(new ClockReport(ClockTrust.UNKNOWN, null));
    }

    @ParameterizedTest
    @ValueSource(longs = {-259_200, 259_200, -2, 2})
    void aJumpIsARecordWithOldAndNewTime(long seconds) throws IOException {
        synchronised();
        var watch = watch(Optional.empty());
        tick(watch, 3);
        var expected = wall.plusSeconds(1);
        wall = wall.plusSeconds(seconds);
        tick(watch, 1);

        assertThat(faults.total(FaultCode.CLOCK_STEPPED)).isEqualTo(1);
        assertThat(recorded).hasSize(2);
        var jump = recorded.get(1);
        assertThat(jump.report()).isEqualTo(new ClockReport(ClockTrust.STEPPED, expected));
        assertThat(jump.at()).isEqualTo(expected.plusSeconds(seconds));
        assertThat(watch.trust()).isEqualTo(ClockTrust.STEPPED);

        // the time service keeps touching its file; ten minutes later its word counts again
        for (var minute = 0; minute < 11; minute++) {
            synchronised();
            tick(watch, 60);
        }
        assertThat(watch.trust()).isEqualTo(ClockTrust.SYNCHRONISED);
        assertThat(recorded).hasSize(3);
    }

    @Test
    void aSlewIsNoJumpAndAProcessThatWasHeldUpSeesNone() {
        var watch = watch(Optional.empty());
        for (var second = 0; second < 7_200; second++) {
            wall = wall.plusMillis(1_000).plusNanos(500_000);
            nanos += 1_000_000_000L;
            watch.tick();
        }
        pass(Duration.ofSeconds(40));
        watch.tick();
        assertThat(faults.total(FaultCode.CLOCK_STEPPED)).isZero();
    }

    @Test
    void aClockThatWasSetBackWhileTheGatewayWasOffIsNoticed() {
        var before = START.plusSeconds(259_200);
        var watch = watch(Optional.of(before));
        tick(watch, 1);
        assertThat(recorded.get(0).report()).isEqualTo(new ClockReport(ClockTrust.STEPPED, before));
    }

    @Test
    void whatTheJournalDidNotTakeIsGivenAgainInItsOrder() {
        var watch = watch(Optional.empty());
        full = true;
        tick(watch, 2);
        wall = wall.plusSeconds(259_200);
        tick(watch, 2);
        assertThat(recorded).isEmpty();
        full = false;
        tick(watch, 5);
        assertThat(recorded)
                .extracting(one -> one.report().trust())
                .containsExactly(ClockTrust.UNSYNCHRONISED, ClockTrust.STEPPED);
    }
}
