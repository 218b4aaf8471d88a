package io.mededge.edge.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.identity.KeyFile;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.JournalChecker;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.Sample;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Entry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway is destroyed while it copies; what its backup and some shares bring back is compared with what it had confirmed. */
@Hazard("H-008")
class BackupTest {
    private static final boolean LONG = Boolean.getBoolean("mededge.long");
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
        shares = shares();
    }

    @Test
    void aDestroyedGatewayComesBackFromItsBackupAndShares() throws Exception {
        var kills = LONG ? 20 : 1;
        var slowest = Duration.ZERO;
        var longestLag = Duration.ZERO;
        var compared = 0;
        for (var kill = 0; kill < kills; kill++) {
            delete(data);
            delete(target);
            Files.createDirectories(target);
            shares = shares();
            var said = folder.resolve("said-" + kill);
            writeAndKill(said, random.nextInt(2_000, 4_000));
            var killed = Instant.now();
            delete(data);

            var tooFew = recovery(List.of(shares.get(0)), "restore");
            assertThat(tooFew).startsWith("1 ").contains("2 different shares");
            assertThat(data).doesNotExist();

            var started = System.nanoTime();
            var done = recovery(shares.subList(1, 3), "restore");
            var took = Duration.ofNanos(System.nanoTime() - started);
            assertThat(done).startsWith("0 ");
            var complete = Instant.parse(after(done, "everything up to ").replaceAll("; .*", ""));
            compared += compare(said, complete);
            theNewEpochBeginsWithAGap(complete);
            slowest = took.compareTo(slowest) > 0 ? took : slowest;
            var lag = Duration.between(complete, killed);
            longestLag = lag.compareTo(longestLag) > 0 ? lag : longestLag;
        }
        System.out.printf(
                "MEASURED %d takeovers: %d confirmed records older than the copy, 0 lost, 0 twice; slowest restore %d ms;"
                        + " longest lag at the kill %d ms; seed %d%n",
                kills, compared, slowest.toMillis(), longestLag.toMillis(), SEED);
        assertThat(longestLag).isLessThan(Duration.ofSeconds(5));
    }

    private void writeAndKill(Path said, int millis) throws Exception {
        Files.createFile(said);
        var child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CopiedWriter.class.getName(),
                        data.toString(),
                        target.toString(),
                        said.toString(),
                        "1")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(PATIENCE).until(() -> Files.readString(said).contains("stored"));
            Thread.sleep(millis);
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** By a reader that shares no code with the writer. */
    private int compare(Path said, Instant complete) throws Exception {
        var confirmed = new TreeMap<String, Map<Long, Double>>();
        var text = Files.readString(said);
        var count = 0;
        for (var line : text.substring(0, text.lastIndexOf('\n')).lines().toList()) {
            var words = line.split(" ");
            if (words[0].equals("stored") && Instant.parse(words[4]).isBefore(complete)) {
                confirmed
                        .computeIfAbsent(words[1], unseen -> new TreeMap<>())
                        .put(Long.parseLong(words[2]), Double.parseDouble(words[3]));
                count++;
            }
        }
        assertThat(confirmed).hasSize(3);
        var checker =
                new JournalChecker(Journal.formers(data.resolve("journal")).get(0));
        for (var stream : confirmed.entrySet()) {
            var freed = 0L;
            if (stream.getKey().startsWith(CopiedWriter.DEVICES.get(0))) {
                // the region had these when the copy was made, or soon after
                freed = confirmed.get(stream.getKey()).keySet().stream()
                                .mapToLong(s -> s)
                                .max()
                                .orElse(0)
                        - 200;
            }
            assertThat(checker.compare(stream.getKey(), stream.getValue(), Math.max(0, freed)))
                    .as("seed " + SEED)
                    .isEmpty();
        }
        return count;
    }

    private void theNewEpochBeginsWithAGap(Instant complete) throws Exception {
        var oldEpoch = epochOfFormer();
        try (var journal = TestJournal.open(data.resolve("journal"))) {
            assertThat(journal.epoch()).isNotEqualTo(oldEpoch);
            assertThat(journal.read(STREAM, 1, 10, 10, 1 << 20)).singleElement().satisfies(entry -> {
                assertThat(entry.body()).isInstanceOf(Gap.class);
                assertThat(((Gap) entry.body()).fault()).isEqualTo(FaultCode.GATEWAY_REPLACED);
                assertThat(entry.at()).isBetween(complete.minusMillis(1), complete.plusMillis(1));
            });
        }
    }

    private long epochOfFormer() throws IOException {
        var name = Journal.formers(data.resolve("journal")).get(0).getFileName().toString();
        return Long.parseLong(name.substring("former-".length()), 16);
    }

    @Test
    void aFlippedByteAnywhereIsDetectedAndNamed() throws Exception {
        try (var journal = journal();
                var backup = backup(journal)) {
            append(journal, 1, 3_000);
            awaitComplete(backup);
        }
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
                assertThat(restore(other, shares.subList(0, 2)))
                        .as("byte %d of %s, seed %d", at, file, SEED)
                        .startsWith("1 ")
                        .contains(file.toString().endsWith(".envelope") ? "envelope" : file.toString());
                assertThat(other.resolve("journal")).doesNotExist();
                bytes.seek(at);
                bytes.write(was);
            }
        }
        assertThat(restore(other, shares.subList(0, 2))).startsWith("0 ");
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
        delete(data);
        assertThat(recovery(shares.subList(0, 2), "restore", "--despite-damage"))
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
            assertThat(target).isEmptyDirectory();
            Files.delete(target);
            Files.move(away, target);
            append(journal, 2_001, 1_000);
            awaitComplete(backup);
            // a new disk instead of the old one
            delete(target);
            Files.createDirectories(target);
            Files.createFile(target.resolve(Backup.MARKER));
            append(journal, 3_001, 1_000);
            await().atMost(PATIENCE).until(() -> !segments(".rows").isEmpty());
            awaitComplete(backup);
        }
        delete(data);
        assertThat(recovery(shares.subList(0, 2), "restore")).startsWith("0 ");
        try (var former = former()) {
            assertThat(values(all(former))).isEqualTo(expected(1, 4_000));
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
            assertThat(restore(folder.resolve("other"), shares.subList(0, 2)))
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
        try (var old = journal();
                var backup = backup(old)) {
            append(old, 1, 700);
            awaitComplete(backup);
        }
        var oldData = Files.move(data, folder.resolve("old-data"));
        assertThat(recovery(shares.subList(0, 2), "restore")).startsWith("0 ");
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
                await().atMost(PATIENCE)
                        .until(() -> foreign.failing().equals(java.util.Optional.of(FaultCode.GATEWAY_REPLACED)));
            }
            awaitComplete(backup);
        }
        delete(data);
        assertThat(recovery(shares.subList(0, 2), "restore")).startsWith("0 ").contains("wait for the region: 1001;");
        assertThat(Journal.formers(data.resolve("journal"))).hasSize(2);
    }

    @Test
    void anySharesOfTheSetOpenTheEnvelopeAndNoFewer() throws Exception {
        var key = new byte[KeyFile.BYTES];
        random.nextBytes(key);
        var made = RecoveryEnvelope.make(key, 5, 3);
        for (var a = 0; a < 5; a++) {
            for (var b = a + 1; b < 5; b++) {
                for (var c = b + 1; c < 5; c++) {
                    var some = List.of(
                            made.shares().get(a),
                            made.shares().get(b),
                            made.shares().get(c));
                    assertThat(made.envelope()
                                    .open(some.stream()
                                            .map(share -> RecoveryShare.parse(
                                                    share.text().toUpperCase(java.util.Locale.ROOT)))
                                            .toList()))
                            .isEqualTo(key);
                }
                var few = List.of(
                        made.shares().get(a),
                        made.shares().get(b),
                        made.shares().get(a));
                org.assertj.core.api.Assertions.assertThatThrownBy(
                                () -> made.envelope().open(few))
                        .isInstanceOf(IOException.class);
                // also one who calls two of three enough learns nothing
                var lowered = new RecoveryEnvelope(
                        made.envelope().set(), 2, 5, made.envelope().sealed());
                org.assertj.core.api.Assertions.assertThatThrownBy(() -> lowered.open(few))
                        .isInstanceOf(IOException.class);
            }
        }
        var mistyped = made.shares().get(0).text().replaceFirst("1 ([0-9a-f])", "1 x");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> RecoveryShare.parse(mistyped))
                .hasMessageContaining("mistyped");
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

    private static Map<Long, Double> expected(int first, int count) {
        var values = new TreeMap<Long, Double>();
        for (var i = first; i < first + count; i++) {
            values.put((long) i, (double) i);
        }
        return values;
    }

    private List<String> shares() {
        var said = run(
                InputStream.nullInputStream(),
                List.of(
                        "shares",
                        "--data",
                        data.toString(),
                        "--backup",
                        target.toString(),
                        "--shares",
                        "3",
                        "--needed",
                        "2"));
        assertThat(said).startsWith("0 ");
        return said.lines().filter(line -> line.startsWith("mededge-share")).toList();
    }

    private String recovery(List<String> given, String command, String... options) {
        var arguments = new ArrayList<>(List.of(command, "--data", data.toString(), "--backup", target.toString()));
        arguments.addAll(List.of(options));
        return run(typed(given), arguments);
    }

    private String restore(Path into, List<String> given) {
        return run(typed(given), List.of("restore", "--data", into.toString(), "--backup", target.toString()));
    }

    private static InputStream typed(List<String> lines) {
        return new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    /** Exit code and what was printed. */
    private static String run(InputStream in, List<String> arguments) {
        var out = new ByteArrayOutputStream();
        var code = RecoveryCommand.run(arguments, in, new PrintStream(out, true, StandardCharsets.UTF_8));
        return code + " " + out.toString(StandardCharsets.UTF_8);
    }

    private static String after(String text, String words) {
        return text.substring(text.indexOf(words) + words.length())
                .lines()
                .findFirst()
                .orElseThrow();
    }

    private static void delete(Path of) throws IOException {
        if (Files.exists(of)) {
            try (var files = Files.walk(of)) {
                for (var file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
