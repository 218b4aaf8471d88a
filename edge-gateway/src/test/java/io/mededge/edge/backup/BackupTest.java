package io.mededge.edge.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.FullDisk;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Sample;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup holds in spite of damage, of a target that fails, of new shares and of an old gateway that comes back. */
@Hazard("H-008")
class BackupTest {
    private static final long SEED = Long.getLong("mededge.seed", 20260301L);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final StreamKey STREAM = new StreamKey(new DeviceId("A-01-hd"), StreamClass.TELEMETRY);

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final Faults faults = new Faults();
    private Path data;
    private Path target;
    private List<String> shares;

    @BeforeEach
    void prepare() throws Exception {
        data = folder.resolve("data");
        target = Files.createDirectories(folder.resolve("target"));
        shares = TestRecovery.shares(data, target);
    }

    @Test
    void aFlippedByteAnywhereIsDetectedAndNamed() throws Exception {
        copied(3_000);
        List<Path> files;
        try (var found = Files.walk(target)) {
            files = found.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(Backup.MARKER))
                    .toList();
        }
        assertThat(files).hasSizeGreaterThan(4);
        var other = folder.resolve("other");
        for (var file : files) {
            try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
                var at = random.nextLong(bytes.length());
                bytes.seek(at);
                var was = bytes.read();
                bytes.seek(at);
                bytes.write(was ^ 1);
                assertThat(restore(other))
                        .as("byte %d of %s, seed %d", at, file, SEED)
                        .startsWith("1 ")
                        .contains(file.toString().endsWith(".envelope") ? "envelope" : file.toString());
                assertThat(other.resolve("journal")).doesNotExist();
                bytes.seek(at);
                bytes.write(was);
            }
        }
        assertThat(restore(other)).startsWith("0 ");
    }

    @Test
    void whatVerifiesIsTakenInSpiteOfDamageAndTheRestIsAGap() throws Exception {
        Instant first;
        try (var journal = journal();
                var backup = backup(journal)) {
            first = Instant.now();
            append(journal, 1, 500);
            awaitComplete(backup);
            append(journal, 501, 500);
            awaitComplete(backup);
        }
        var segment = segments("-commits.rows").get(0);
        try (var bytes = new RandomAccessFile(segment.toFile(), "rw")) {
            bytes.seek(bytes.length() - 100);
            var was = bytes.read();
            bytes.seek(bytes.length() - 100);
            bytes.write(was ^ 1);
        }
        TestRecovery.delete(data);
        assertThat(TestRecovery.restore(data, target, shares.subList(0, 2), "--despite-damage"))
                .startsWith("0 ")
                .contains("DAMAGED");
        try (var former = former();
                var fresh = TestJournal.open(data.resolve("journal"))) {
            assertThat(all(former)).hasSizeBetween(1, 999);
            assertThat(fresh.read(STREAM, 1, 1, 1, 1_000).get(0).at()).isBefore(first.plusSeconds(5));
        }
    }

    @Test
    void afterTheTargetWasAwayTheCopyGoesOnWithoutAHole() throws Exception {
        try (var journal = journal();
                var backup = backup(journal)) {
            append(journal, 1, 1_000);
            awaitComplete(backup);
            var away = Files.move(target, folder.resolve("away"));
            // an empty folder, as a mount point is without its disk
            Files.createDirectories(target);
            append(journal, 1_001, 1_000);
            await().atMost(PATIENCE)
                    .until(() -> backup.failing().isPresent() && backup.lag().toMillis() > 1_000);
            assertThat(backup.failing()).contains(FaultCode.BACKUP_FAILED);
            var before = size();
            Thread.sleep(600);
            assertThat(size()).as("nothing is written into it").isEqualTo(before);
            TestRecovery.delete(target);
            Files.move(away, target);
            append(journal, 2_001, 1_000);
            awaitComplete(backup);
            // a new disk instead of the old one
            TestRecovery.delete(target);
            Files.createDirectories(target);
            Files.createFile(target.resolve(Backup.MARKER));
            append(journal, 3_001, 1_000);
            await().atMost(PATIENCE).until(() -> !segments(".rows").isEmpty());
            awaitComplete(backup);
        }
        restoresAllUpTo(4_000);
    }

    @Test
    void afterTheTargetWasFullTheCopyGoesOnWithoutAHole() throws Exception {
        try (var disk = FullDisk.mount(folder.resolve("small"), "4m")) {
            target = disk.folder();
            shares = TestRecovery.shares(data, target);
            try (var journal = journal();
                    var backup = backup(journal)) {
                append(journal, 1, 1_000);
                awaitComplete(backup);
                disk.fill();
                append(journal, 1_001, 2_000);
                await().atMost(PATIENCE)
                        .until(() -> backup.failing().equals(Optional.of(FaultCode.BACKUP_FAILED))
                                && backup.lag().toMillis() > 1_000);
                append(journal, 3_001, 1_000);
                disk.empty();
                awaitComplete(backup);
            }
            restoresAllUpTo(4_000);
        }
    }

    @Test
    void whatTheRegionHasLeavesTheBackupAndWhatIsWrittenAgainReplacesTheFirstCopy() throws Exception {
        try (var journal = journal();
                var backup = backup(journal)) {
            append(journal, 1, 12_000);
            awaitComplete(backup);
            assertThat(segments("-commits.rows")).isNotEmpty();
        }
        var before = size();
        // what an earlier run has left is old and is written again at once
        try (var journal = journal();
                var backup = backup(journal)) {
            await().atMost(PATIENCE).until(() -> segments("-commits.rows").isEmpty());
            awaitComplete(backup);
            System.out.printf(
                    "MEASURED 12,000 polls in the backup: %d bytes, written again %d bytes%n", before, size());
            assertThat(restore(folder.resolve("other")))
                    .startsWith("0 ")
                    .contains("wait for the region: 12000; missing before the last copied second: 0");
            // the folder has a new owner now; this one takes it back
            Files.write(target.resolve(Backup.MARKER), new byte[0]);
            journal.free(STREAM, List.of(new SequenceSet.Range(1, 12_000)));
            await().atMost(PATIENCE)
                    .until(() -> backup.failing().isEmpty() && segments(".rows").size() <= 1);
        }
    }

    @Test
    void anOldGatewayThatComesBackLeavesTheBackupToItsReplacementAndEveryEpochStays() throws Exception {
        copied(700);
        var oldData = Files.move(data, folder.resolve("old-data"));
        assertThat(restore(data)).startsWith("0 ");
        try (var journal = journal();
                var former = former();
                var backup = open(data)) {
            backup.follow(journal);
            backup.follow(former);
            backup.start();
            append(journal, 701, 300);
            awaitComplete(backup);
            try (var returned = TestJournal.open(oldData.resolve("journal"));
                    var foreign = open(oldData)) {
                foreign.follow(returned);
                foreign.start();
                await().atMost(PATIENCE).until(() -> foreign.failing().equals(Optional.of(FaultCode.GATEWAY_REPLACED)));
            }
            awaitComplete(backup);
        }
        TestRecovery.delete(data);
        assertThat(restore(data)).startsWith("0 ").contains("wait for the region: 1001;");
        assertThat(Journal.formers(data.resolve("journal"))).hasSize(2);
    }

    @Test
    void newSharesTakeThePlaceOfTheOldOnesWhenTheCopyUnderThemIsComplete() throws Exception {
        copied(300);
        var old = shares.subList(0, 2);
        shares = TestRecovery.shares(data, target);
        assertThat(TestRecovery.restore(folder.resolve("with-old"), target, old))
                .startsWith("0 ")
                .contains("for the region: 300;");
        Files.write(target.resolve(Backup.MARKER), new byte[0]);
        try (var journal = journal();
                var backup = backup(journal)) {
            awaitComplete(backup);
        }
        assertThat(TestRecovery.restore(folder.resolve("too-late"), target, old))
                .startsWith("1 ")
                .contains("are needed, 0 were given");
        assertThat(TestRecovery.restore(folder.resolve("with-new"), target, shares.subList(1, 3)))
                .startsWith("0 ")
                .contains("for the region: 300;");
    }

    /** A gateway that has run with a backup, and has ended: so many samples, counted up. */
    private void copied(int count) throws Exception {
        try (var journal = journal();
                var backup = backup(journal)) {
            append(journal, 1, count);
            awaitComplete(backup);
        }
    }

    /** What the command says, after its exit code. */
    private String restore(Path into) {
        return TestRecovery.restore(into, target, shares.subList(0, 2));
    }

    private void restoresAllUpTo(int count) throws Exception {
        TestRecovery.delete(data);
        assertThat(restore(data)).startsWith("0 ");
        try (var former = former()) {
            assertThat(values(all(former)))
                    .isEqualTo(LongStream.rangeClosed(1, count)
                            .boxed()
                            .collect(Collectors.toMap(value -> value, Long::doubleValue)));
        }
    }

    private Journal journal() throws IOException {
        return TestJournal.open(data.resolve("journal"), 256L << 20, faults);
    }

    private Journal former() throws IOException {
        return Journal.openFormer(
                Journal.formers(data.resolve("journal")).get(0),
                TestJournal.PLACE,
                TestJournal.GATEWAY,
                new TestJournal.Config(256L << 20, 10_000),
                InstantSource.system(),
                faults);
    }

    private Backup open(Path of) throws IOException {
        return Backup.open(
                        of,
                        new TestBackup(target),
                        TestJournal.PLACE,
                        TestJournal.GATEWAY,
                        faults,
                        InstantSource.system())
                .orElseThrow();
    }

    private Backup backup(Journal journal) throws IOException {
        var backup = open(data);
        backup.follow(journal);
        backup.start();
        return backup;
    }

    private static void append(Journal journal, int first, int count) throws Exception {
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (var i = first; i < first + count; i++) {
            last = journal.append(STREAM.device(), STREAM.streamClass(), Instant.now(), TestJournal.sample(i, 20));
            if (i % 1_000 == 0) {
                last.get(20, TimeUnit.SECONDS);
            }
        }
        last.get(20, TimeUnit.SECONDS);
    }

    /** Everything that was durable before the call. */
    private static void awaitComplete(Backup backup) {
        var since = System.nanoTime();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> backup.failing().isEmpty()
                        && backup.lag().toNanos() < System.nanoTime() - since
                        && backup.bytes() > 0);
    }

    private List<Path> segments(String ending) throws IOException {
        if (!Files.exists(target)) {
            return List.of();
        }
        try (var found = Files.walk(target)) {
            return found.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private long size() throws IOException {
        var bytes = 0L;
        for (var segment : segments(".rows")) {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    private static List<Entry> all(Journal journal) throws IOException {
        var entries = new ArrayList<Entry>();
        for (var read = journal.read(STREAM, 1, 1 << 30, 1_000, 1 << 24); !read.isEmpty(); ) {
            entries.addAll(read);
            read = journal.read(STREAM, read.get(read.size() - 1).sequence() + 1, 1 << 30, 1_000, 1 << 24);
        }
        return entries;
    }

    private static Map<Long, Double> values(List<Entry> entries) {
        var values = new TreeMap<Long, Double>();
        entries.forEach(entry -> values.put(
                entry.sequence(), ((Sample) entry.body()).readings().get(0).value()));
        return values;
    }
}
