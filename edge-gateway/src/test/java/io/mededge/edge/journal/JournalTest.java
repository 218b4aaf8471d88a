package io.mededge.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final DeviceId DEVICE = new DeviceId("A-01-hd");
    private static final StreamKey TELEMETRY = new StreamKey(DEVICE, StreamClass.TELEMETRY);
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123456Z");

    @TempDir
    Path folder;

    @Test
    void whatIsConfirmedIsReadBackAfterAReopen() throws Exception {
        var sample = new Sample(List.of(
                new Sample.Reading(new MetricId("blood-flow"), 312.5, Quality.GOOD),
                new Sample.Reading(new MetricId("tmp"), -12.0, Quality.OUT_OF_RANGE)));
        var event = new MachineEvent(7, 3, "venous-low", true);
        Entry stored;
        Entry storedEvent;
        long epoch;
        try (var journal = TestJournal.open(folder)) {
            epoch = journal.epoch();
            stored = get(journal.append(DEVICE, StreamClass.TELEMETRY, AT, sample));
            storedEvent = get(journal.append(DEVICE, StreamClass.EVENTS, AT, event));
        }

        try (var journal = TestJournal.open(folder)) {
            assertThat(journal.epoch()).isEqualTo(epoch);
            assertThat(journal.read(TELEMETRY, 1, 10, 10, 10_000)).containsExactly(stored);
            assertThat(stored.body()).isEqualTo(sample);
            assertThat(stored.at()).isEqualTo(AT);
            assertThat(journal.read(new StreamKey(DEVICE, StreamClass.EVENTS), 1, 10, 10, 10_000))
                    .containsExactly(storedEvent);
            assertThat(journal.unacknowledged()).isEqualTo(2);
        }
    }

    @Test
    void eachStreamCountsFromOneWithoutHoles() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            var other = new DeviceId("A-02-hd");
            var futures = new ArrayList<CompletableFuture<Entry>>();
            for (var i = 0; i < 300; i++) {
                futures.add(journal.append(
                        i % 3 == 0 ? other : DEVICE, StreamClass.TELEMETRY, AT, TestJournal.sample(i, 5)));
            }
            for (var future : futures) {
                get(future);
            }
            assertThat(sequences(journal.read(TELEMETRY, 1, 1_000, 1_000, 1 << 20)))
                    .isEqualTo(oneTo(200));
            assertThat(sequences(journal.read(new StreamKey(other, StreamClass.TELEMETRY), 1, 1_000, 1_000, 1 << 20)))
                    .isEqualTo(oneTo(100));
        }
    }

    @Test
    void acknowledgedRecordsAreDeletedAndTheirNumbersNeverComeBack() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            append(journal, 10);
            journal.free(TELEMETRY, List.of(new SequenceSet.Range(1, 4), new SequenceSet.Range(6, 6)));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(journal.unacknowledged()).isEqualTo(5));
            assertThat(sequences(journal.read(TELEMETRY, 1, 100, 100, 1 << 20))).containsExactly(5L, 7L, 8L, 9L, 10L);
            journal.free(TELEMETRY, List.of(new SequenceSet.Range(1, 10)));
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(journal.unacknowledged()).isZero());
            assertThat(journal.oldestUnacknowledged()).isZero();
        }
        try (var journal = TestJournal.open(folder)) {
            assertThat(append(journal, 1).get(0).sequence()).isEqualTo(11);
        }
    }

    @Test
    void aLongBacklogIsDeletedInSteps() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            append(journal, JournalWriter.MAX_DELETES + 500);
            journal.free(TELEMETRY, List.of(new SequenceSet.Range(1, JournalWriter.MAX_DELETES + 499)));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(journal.unacknowledged()).isEqualTo(1));
        }
    }

    @Test
    void aMarkMovesWithItsRecords() throws Exception {
        var event = new Journal.Item(AT, new MachineEvent(7, 3, "", true));
        try (var journal = TestJournal.open(folder)) {
            assertThat(journal.mark(DEVICE, "events")).isEmpty();
            var unused = journal.append(DEVICE, StreamClass.EVENTS, List.of(), "events", 6)
                    .get(5, TimeUnit.SECONDS);
            assertThat(journal.mark(DEVICE, "events")).hasValue(6);
            var entries = journal.append(DEVICE, StreamClass.EVENTS, List.of(event, event), "events", 8)
                    .get(5, TimeUnit.SECONDS);
            assertThat(sequences(entries)).containsExactly(1L, 2L);
        }
        try (var journal = TestJournal.open(folder)) {
            assertThat(journal.mark(DEVICE, "events")).hasValue(8);
        }
    }

    @Test
    void aFullJournalRefusesSamplesButKeepsRoomForEventsAndGaps() throws Exception {
        var faults = new Faults();
        try (var journal = TestJournal.open(folder, 400_000, faults)) {
            var accepted = 0;
            while (accepted < 10_000) {
                var future = journal.append(DEVICE, StreamClass.TELEMETRY, AT, TestJournal.sample(accepted, 27));
                if (future.handle((entry, failure) -> failure != null).get(5, TimeUnit.SECONDS)) {
                    break;
                }
                accepted++;
            }
            assertThat(accepted).isBetween(100, 9_999);
            assertThatThrownBy(() -> get(journal.append(DEVICE, StreamClass.TELEMETRY, AT, TestJournal.sample(0, 27))))
                    .cause()
                    .isInstanceOfSatisfying(
                            JournalRefused.class,
                            refused -> assertThat(refused.fault()).isEqualTo(FaultCode.JOURNAL_FULL));
            var gap = get(journal.append(DEVICE, StreamClass.TELEMETRY, AT, new Gap(FaultCode.JOURNAL_FULL, null)));
            assertThat(gap.sequence()).as("a refused record takes no number").isEqualTo(accepted + 1);
            get(journal.append(DEVICE, StreamClass.EVENTS, AT, new MachineEvent(1, 1, "", true)));
            assertThat(faults.total(FaultCode.JOURNAL_FULL)).isPositive();
            assertThat(journal.failing()).hasValue(FaultCode.JOURNAL_FULL);

            journal.free(TELEMETRY, List.of(new SequenceSet.Range(1, accepted)));
            await().atMost(Duration.ofSeconds(5)).until(() -> journal.unacknowledged() == 2);
            get(journal.append(DEVICE, StreamClass.TELEMETRY, AT, TestJournal.sample(0, 27)));
            assertThat(journal.failing()).isEmpty();
        }
        assertThat(Files.size(folder.resolve(JournalFile.NAME))).isLessThan(400_000 + 512 * JournalFile.PAGE_BYTES);
    }

    @Test
    void aFullQueueFailsAtOnce() throws Exception {
        var faults = new Faults();
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var journal = Journal.open(
                folder,
                TestJournal.PLACE,
                TestJournal.GATEWAY,
                new TestJournal.Config(1 << 26, 2),
                InstantSource.system(),
                faults)) {
            journal.subscribe((stream, entry) -> {
                entered.countDown();
                awaitQuietly(release);
            });
            var first = journal.append(DEVICE, StreamClass.TELEMETRY, AT, TestJournal.sample(1, 1));
            assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
            var waiting = new ArrayList<CompletableFuture<Entry>>();
            for (var i = 0; i < 3; i++) {
                waiting.add(journal.append(DEVICE, StreamClass.TELEMETRY, AT, TestJournal.sample(1, 1)));
            }
            assertThat(waiting.get(2)).isCompletedExceptionally();
            assertThat(faults.total(FaultCode.JOURNAL_BUSY)).isEqualTo(1);
            release.countDown();
            get(first);
            get(waiting.get(0));
            get(waiting.get(1));
        }
    }

    @Test
    void aDamagedDatabaseIsSetAsideAndANewEpochBegins() throws Exception {
        long epoch;
        try (var journal = TestJournal.open(folder)) {
            epoch = journal.epoch();
            append(journal, 2_000);
        }
        try (var file = new RandomAccessFile(folder.resolve(JournalFile.NAME).toFile(), "rw")) {
            for (var page = 1; page < 40; page++) {
                file.seek(page * (long) JournalFile.PAGE_BYTES);
                file.write(new byte[200]);
            }
        }
        var faults = new Faults();
        try (var journal = TestJournal.open(folder, 1 << 26, faults)) {
            assertThat(journal.epoch()).isPositive().isNotEqualTo(epoch);
            assertThat(journal.setAside())
                    .hasValueSatisfying(kept -> assertThat(kept).exists());
            assertThat(faults.total(FaultCode.JOURNAL_CORRUPT)).isEqualTo(1);
            assertThat(append(journal, 1).get(0).sequence()).isEqualTo(1);
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsSetAsideToo() throws Exception {
        Files.writeString(
                folder.resolve(JournalFile.NAME), "this is not a database, whatever its name says".repeat(200));
        try (var journal = TestJournal.open(folder)) {
            assertThat(journal.setAside()).isPresent();
            append(journal, 1);
        }
    }

    @Test
    void readingKeepsToItsBounds() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            append(journal, 100);
            assertThat(sequences(journal.read(TELEMETRY, 11, 20, 100, 1 << 20)))
                    .containsExactly(11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L, 20L);
            assertThat(journal.read(TELEMETRY, 1, 100, 7, 1 << 20)).hasSize(7);
            assertThat(journal.read(TELEMETRY, 1, 100, 100, 1)).hasSize(1);
            assertThat(journal.read(TELEMETRY, 1, 100, 100, 150).size()).isBetween(1, 10);
        }
    }

    private static List<Entry> append(Journal journal, int count) throws Exception {
        var futures = new ArrayList<CompletableFuture<Entry>>();
        for (var i = 0; i < count; i++) {
            futures.add(journal.append(DEVICE, StreamClass.TELEMETRY, AT, TestJournal.sample(i, 5)));
        }
        var entries = new ArrayList<Entry>();
        for (var future : futures) {
            entries.add(get(future));
        }
        return entries;
    }

    private static Entry get(CompletableFuture<Entry> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    private static List<Long> sequences(List<Entry> entries) {
        return entries.stream().map(Entry::sequence).toList();
    }

    private static List<Long> oneTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("never released");
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
