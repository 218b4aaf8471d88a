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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
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
import org.sqlite.SQLiteConfig;

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
            append(journal, Housekeeping.MAX_DELETES + 500);
            journal.free(TELEMETRY, List.of(new SequenceSet.Range(1, Housekeeping.MAX_DELETES + 499)));
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
            await().atMost(Duration.ofSeconds(5)).until(() -> faults.total(FaultCode.JOURNAL_FULL) > 0);
            var begun = journal.read(TELEMETRY, accepted + 1, accepted + 9, 9, 1 << 20);
            assertThat(begun)
                    .as("one record says since when, a refused one takes no number")
                    .hasSize(1);
            assertThat(begun.get(0).body()).isEqualTo(new Gap(FaultCode.JOURNAL_FULL, null));
            get(journal.append(DEVICE, StreamClass.EVENTS, AT, new MachineEvent(1, 1, "", true)));
            assertThat(journal.failing()).hasValue(FaultCode.JOURNAL_FULL);

            journal.free(TELEMETRY, List.of(new SequenceSet.Range(1, accepted)));
            await().atMost(Duration.ofSeconds(5)).until(() -> journal.failing().isEmpty());
            var later = AT.plusSeconds(60);
            var again = get(journal.append(DEVICE, StreamClass.TELEMETRY, later, TestJournal.sample(0, 27)));
            assertThat(again.sequence()).isEqualTo(accepted + 3);
            var ended = journal.read(TELEMETRY, accepted + 2, accepted + 2, 9, 1 << 20)
                    .get(0);
            assertThat(ended.body()).isEqualTo(new Gap(FaultCode.JOURNAL_FULL, later));
            assertThat(ended.at()).isEqualTo(AT);
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
            for (var i = 0; i < 20; i++) {
                for (var k = 0; k < 5; k++) {
                    var unused = journal.append(DEVICE, StreamClass.TELEMETRY, AT, TestJournal.sample(i * 100 + k, 60));
                }
                appendFrom(journal, i * 100 + 5, 95);
            }
        }
        try (var file = new RandomAccessFile(folder.resolve(JournalFile.NAME).toFile(), "rw")) {
            for (var page = 12; page < 22; page++) {
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
            assertThat(append(journal, 1).get(0).sequence())
                    .as("before anything is saved, or soon after")
                    .isLessThan(3);
            await().atMost(Duration.ofSeconds(20)).until(() -> journal.unacknowledged() == 2);
            assertThat(journal.read(TELEMETRY, 1, 10, 10, 1 << 20))
                    .as("what is lost at the end is a gap of the new epoch")
                    .anyMatch(entry -> entry.body() instanceof Gap gap && gap.fault() == FaultCode.JOURNAL_CORRUPT);
        }
        try (var former = former(epoch)) {
            assertThat(former.epoch()).isEqualTo(epoch);
            var saved = former.read(TELEMETRY, 1, 10_000, 10_000, 1 << 24);
            assertThat(sequences(saved)).as("under their numbers").isEqualTo(oneTo(saved.size()));
            var values = saved.stream()
                    .filter(entry -> entry.body() instanceof Sample)
                    .map(entry -> ((Sample) entry.body()).readings().get(0).value())
                    .toList();
            assertThat(values).as("what the damage did not hit is saved").hasSizeBetween(100, 1_999);
            assertThat(values).isSorted().doesNotHaveDuplicates();
            assertThat(saved)
                    .as("the value of a number is the one that it had")
                    .allSatisfy(entry -> assertThat(entry.body() instanceof Gap || value(entry) == entry.sequence() - 1)
                            .isTrue());
            assertThatThrownBy(() -> append(former, 1)).isInstanceOf(IllegalStateException.class);
        }
    }

    private static double value(Entry entry) {
        return ((Sample) entry.body()).readings().get(0).value();
    }

    private Journal former(long epoch) throws Exception {
        return former(folder, epoch);
    }

    private static Journal former(Path folder, long epoch) throws Exception {
        var config = new TestJournal.Config(1 << 26, 10_000);
        return Journal.openFormer(
                Journal.former(folder, epoch),
                TestJournal.PLACE,
                TestJournal.GATEWAY,
                config,
                InstantSource.system(),
                new Faults());
    }

    @Test
    void theFileHoldsNoValueAndNoMetricInTheClear() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            append(journal, 300);
        }
        assertThat(new String(Files.readAllBytes(folder.resolve(JournalFile.NAME)), StandardCharsets.ISO_8859_1))
                .doesNotContain("metric-");
        assertThat(Files.getPosixFilePermissions(folder.resolve(BlockKeys.NAME)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void keysChangeWhileOldBlocksStayReadable() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            append(journal, 10);
        }
        var file = folder.resolve(BlockKeys.NAME);
        Files.writeString(file, Files.readString(file).replaceAll(" [0-9]+\n$", " " + BlockKeys.MAX_SEALS + "\n"));
        try (var journal = TestJournal.open(folder)) {
            append(journal, 10);
            assertThat(Files.readAllLines(file)).hasSize(3);
            assertThat(sequences(journal.read(TELEMETRY, 1, 100, 100, 1 << 20))).isEqualTo(oneTo(20));
            assertThat(journal.read(TELEMETRY, 1, 100, 100, 1 << 20)).allMatch(entry -> entry.body() instanceof Sample);
        }
    }

    @Test
    void aBlockInThePlaceOfAnotherIsAGapAndNeverAValue() throws Exception {
        try (var journal = TestJournal.open(folder)) {
            for (var i = 0; i < 3; i++) {
                append(journal, 1);
            }
        }
        try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + folder.resolve(JournalFile.NAME))) {
            connection
                    .createStatement()
                    .executeUpdate("update hot set sealed = (select sealed from hot where id = 1) where id = 2");
        }
        try (var journal = TestJournal.open(folder)) {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(journal.read(TELEMETRY, 1, 9, 9, 1 << 20).stream()
                                    .map(entry -> entry.body() instanceof Gap))
                            .containsExactly(false, true, false));
        }
    }

    /** What an earlier run has left is old and is written again at once. */
    @Test
    void aBacklogIsWrittenAgainAsBlocksOfOneStream() throws Exception {
        var other = new StreamKey(new DeviceId("A-02-hd"), StreamClass.TELEMETRY);
        List<Entry> before;
        try (var journal = TestJournal.open(folder)) {
            for (var i = 0; i < 400; i++) {
                var unused = journal.append(
                        i % 2 == 0 ? DEVICE : other.device(), StreamClass.TELEMETRY, AT, TestJournal.sample(i, 5));
            }
            append(journal, 10);
            before = journal.read(TELEMETRY, 1, 1_000, 1_000, 1 << 20);
            assertThat(before).hasSize(210);
        }
        try (var journal = TestJournal.open(folder)) {
            await().atMost(Duration.ofSeconds(10)).until(() -> count("hot") == 0);
            assertThat(count("block")).isEqualTo(2);
            assertThat(journal.read(TELEMETRY, 1, 1_000, 1_000, 1 << 20)).isEqualTo(before);
            assertThat(journal.read(other, 150, 160, 1_000, 1 << 20)).hasSize(11);
            journal.free(TELEMETRY, List.of(new SequenceSet.Range(1, 210)));
            await().atMost(Duration.ofSeconds(10)).until(() -> count("block") == 1);
            assertThat(append(journal, 1).get(0).sequence()).isEqualTo(211);
        }
        try (var journal = TestJournal.open(folder)) {
            assertThat(sequences(journal.read(TELEMETRY, 1, 1_000, 1_000, 1 << 20)))
                    .containsExactly(211L);
        }
    }

    private long count(String table) throws SQLException {
        try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + folder.resolve(JournalFile.NAME));
                var rows = connection.createStatement().executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void whatTheRegionHasIsKeptAsLongAsThePolicySays() throws Exception {
        var config = new TestJournal.Config(1 << 26, 10_000, Duration.ofSeconds(4));
        try (var journal = Journal.open(
                folder, TestJournal.PLACE, TestJournal.GATEWAY, config, InstantSource.system(), new Faults())) {
            append(journal, 10);
        }
        // left from an earlier run, so written again at once: it is blocks that have an age
        try (var journal = Journal.open(
                folder, TestJournal.PLACE, TestJournal.GATEWAY, config, InstantSource.system(), new Faults())) {
            journal.free(TELEMETRY, List.of(new SequenceSet.Range(1, 10)));
            assertThat(journal.read(TELEMETRY, 1, 100, 100, 1 << 20)).isEmpty();
            Thread.sleep(1_500);
            assertThat(journal.readRetained(TELEMETRY, 1, 100, 100, 1 << 20)).hasSize(10);
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> journal.readRetained(TELEMETRY, 1, 100, 100, 1 << 20)
                            .isEmpty());
        }
    }

    @Test
    void aStartThatWasKilledBeforeItSavedAnythingIsMadeGoodByTheNext() throws Exception {
        long epoch;
        try (var journal = TestJournal.open(folder)) {
            epoch = journal.epoch();
            append(journal, 10);
        }
        for (var suffix : List.of("", "-epoch")) {
            Files.move(folder.resolve(JournalFile.NAME + suffix), folder.resolve("journal-damaged-1.db" + suffix));
        }
        // what a killed start has left of its work
        Files.createDirectories(
                folder.resolve("salvage-" + Long.toHexString(epoch)).resolve("tmp"));
        for (var start = 1; start <= 2; start++) {
            try (var journal = TestJournal.open(folder)) {
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> Files.exists(folder.resolve("journal-damaged-1.db-salvaged")));
                assertThat(journal.read(TELEMETRY, 1, 100, 100, 1 << 20))
                        .as("one gap")
                        .hasSize(1);
            }
        }
        try (var former = former(epoch)) {
            assertThat(sequences(former.read(TELEMETRY, 1, 100, 100, 1 << 20))).isEqualTo(oneTo(10));
        }
    }

    /** A database under its new name and its log under the old one: opened like this, the log would be deleted as no database's. */
    @Test
    void aStartThatWasKilledWhileItSetAsideIsMadeGoodByTheNext() throws Exception {
        long epoch;
        try (var journal = TestJournal.open(folder)) {
            epoch = journal.epoch();
            append(journal, 10);
            // as after a kill: the newest records are in the log only
            var copied = new ProcessBuilder("sh", "-c", "mkdir killed && cp journal.* killed/")
                    .directory(folder.toFile())
                    .start();
            assertThat(copied.waitFor()).isZero();
        }
        var killed = folder.resolve("killed");
        assertThat(killed.resolve("journal.db-wal")).isNotEmptyFile();
        Files.writeString(killed.resolve("journal.aside"), "journal-damaged-7.db\n");
        Files.move(killed.resolve(JournalFile.NAME), killed.resolve("journal-damaged-7.db"));

        try (var journal = TestJournal.open(killed)) {
            assertThat(journal.setAside()).hasValue(killed.resolve("journal-damaged-7.db"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Files.exists(killed.resolve("journal-damaged-7.db-salvaged")));
        }
        try (var former = former(killed, epoch)) {
            assertThat(sequences(former.read(TELEMETRY, 1, 100, 100, 1 << 20))).isEqualTo(oneTo(10));
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
            assertThat(journal.read(TELEMETRY, 1, 100, 100, 400).size()).isBetween(2, 10);
        }
    }

    private static List<Entry> append(Journal journal, int count) throws Exception {
        return appendFrom(journal, 0, count);
    }

    private static List<Entry> appendFrom(Journal journal, int first, int count) throws Exception {
        var futures = new ArrayList<CompletableFuture<Entry>>();
        for (var i = first; i < first + count; i++) {
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
