package io.mededge.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/**
 * Kills, power cuts, full disks and clocks that jump while a process appends, acknowledges and seals again. What it was told is durable must be there, once,
 * in order and under its number. A part of each runs always, the counts of the acceptance with {@code -Dmededge.long=true}.
 */
@Hazard("H-008")
class JournalCrashTest {
    private static final boolean LONG = Boolean.getBoolean("mededge.long");
    private static final long SEED = Long.getLong("mededge.seed", 20260301L);
    private static final long ROOM = 64L * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private final Map<String, Map<Long, Double>> confirmed = new TreeMap<>();
    private final Map<String, Long> freed = new HashMap<>();
    private final List<Path> mounted = new ArrayList<>();
    private long nextValue = 1;
    private long slowestStartMillis;
    private long refused;
    private long earlier;

    @AfterEach
    void unmount() throws Exception {
        for (var mount : mounted) {
            run("umount", mount.toString());
        }
    }

    @Test
    void everyConfirmedRecordSurvivesKillMinusNine() throws Exception {
        var kills = LONG ? 100 : 5;
        for (var kill = 1; kill <= kills; kill++) {
            var before = count();
            writeAndKill(folder, 0, random.nextInt(100, 900));
            check(folder, "seed " + SEED + ", kill " + kill);
            assertThat(count()).as("records confirmed in run %d", kill).isGreaterThan(before);
        }
        measured("kills " + kills);
        assertThat(Files.list(folder).filter(file -> file.toString().contains("damaged")))
                .as("a killed journal is not a damaged one")
                .isEmpty();
    }

    @Test
    void everyConfirmedRecordIsInTheImageOfAPowerCut() throws Exception {
        needsRoot();
        var images = LONG ? 20 : 1;
        for (var image = 1; image <= images; image++) {
            earlier += count();
            confirmed.clear();
            freed.clear();
            var disk = Files.createDirectories(folder.resolve("disk-" + image));
            var file = folder.resolve("disk-" + image + ".img");
            run("truncate", "-s", "192M", file.toString());
            run("mkfs.ext4", "-q", file.toString());
            mount("loop,commit=30", file, disk);
            var said = folder.resolve("said-" + image);
            var child = start(disk.resolve("journal"), said, 0, false);
            awaitReady(child, said);
            Thread.sleep(random.nextInt(300, 1_500));
            run("kill", "-STOP", String.valueOf(child.pid()));
            hear(said);
            var copy = folder.resolve("copy.img");
            run("cp", "--sparse=always", file.toString(), copy.toString());
            kill(child);
            var after = Files.createDirectories(folder.resolve("after-" + image));
            mount("loop", copy, after);
            check(after.resolve("journal"), "seed " + SEED + ", image " + image);
            try (var journal = TestJournal.open(after.resolve("journal"))) {
                assertThat(journal.setAside()).isEmpty();
            }
            unmount();
            mounted.clear();
            Files.delete(copy);
            Files.delete(file);
        }
        measured("images " + images);
    }

    @Test
    void aFullDiskRefusesSamplesAndSaysSo() throws Exception {
        needsRoot();
        var fills = LONG ? 5 : 1;
        for (var fill = 1; fill <= fills; fill++) {
            earlier += count();
            confirmed.clear();
            freed.clear();
            var disk = Files.createDirectories(folder.resolve("small-" + fill));
            run("mount", "-t", "tmpfs", "-o", "size=24m", "none", disk.toString());
            mounted.add(disk);
            var said = folder.resolve("said-" + fill);
            var child = start(disk.resolve("journal"), said, 0, true);
            awaitReady(child, said);
            Thread.sleep(random.nextInt(200, 600));
            // another program takes what is left
            new ProcessBuilder("dd", "if=/dev/zero", "of=" + disk.resolve("other"), "bs=64k")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(60, TimeUnit.SECONDS);
            var deadline = System.nanoTime() + PATIENCE.toNanos();
            while (refused == 0 && System.nanoTime() < deadline) {
                Thread.sleep(50);
                hear(said);
            }
            assertThat(refused).as("samples are refused").isPositive();
            Files.delete(disk.resolve("other"));
            Thread.sleep(1_500);
            kill(child);
            hear(said);
            check(disk.resolve("journal"), "seed " + SEED + ", disk full " + fill);
            gapsAreRecorded(disk.resolve("journal"));
            unmount();
            mounted.clear();
            refused = 0;
        }
        measured("disk-full " + fills);
    }

    @Test
    void aClockThatJumpsThreeDaysChangesNothing() throws Exception {
        var jumps = LONG ? 5 : 1;
        for (var jump = 1; jump <= jumps; jump++) {
            writeAndKill(folder, jump % 2 == 0 ? 72 : -72, 1_500);
            check(folder, "seed " + SEED + ", jump " + jump);
        }
        measured("jumps " + jumps);
    }

    @Test
    void theCheckerFindsAPlantedLossAndAPlantedRepetition() throws Exception {
        writeAndKill(folder, 0, 500);
        check(folder, "before");
        var copy = Files.createDirectories(folder.resolve("copy"));
        run("sh", "-c", "cp " + folder + "/journal.* " + copy);
        sql(copy, "delete from hot where id = (select max(id) - 1 from hot)");
        assertThat(findings(copy)).anyMatch(finding -> finding.contains("is not there"));

        run("sh", "-c", "cp " + folder + "/journal.* " + copy);
        sql(
                copy,
                "insert into hot(recorded, contents, key_id, sealed) select recorded, contents, key_id, sealed from hot limit 1");
        assertThat(findings(copy)).anyMatch(finding -> finding.contains("is there twice"));

        run("sh", "-c", "cp " + folder + "/journal.* " + copy);
        sql(
                copy,
                "update hot set contents = (select contents from hot order by id limit 1) where id = (select max(id) from hot)");
        assertThat(findings(copy)).anyMatch(finding -> finding.contains("cannot be opened"));
    }

    private void needsRoot() throws Exception {
        var root = new ProcessBuilder("sh", "-c", "[ $(id -u) = 0 ] && losetup -f && command -v mkfs.ext4")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var can = root.waitFor() == 0;
        if (!can) {
            System.err.println("SKIPPED: power cuts and full disks need root, loop devices and mkfs.ext4");
        }
        assumeTrue(can, "root and loop devices");
    }

    private void writeAndKill(Path journal, long jumpHours, int millis) throws Exception {
        var said = Files.createTempFile("said", ".txt");
        try {
            var child = start(journal, said, jumpHours, false);
            awaitReady(child, said);
            Thread.sleep(millis);
            kill(child);
            hear(said);
        } finally {
            Files.delete(said);
        }
    }

    private Process start(Path journal, Path said, long jumpHours, boolean keep) throws IOException {
        if (!Files.exists(said)) {
            Files.createFile(said);
        }
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingWriter.class.getName(),
                        journal.toString(),
                        said.toString(),
                        String.valueOf(nextValue),
                        String.valueOf(jumpHours),
                        String.valueOf(ROOM),
                        keep ? "keep" : "free")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void awaitReady(Process child, Path said) throws Exception {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(said).contains("stored")) {
            assertThat(child.isAlive() && System.nanoTime() < deadline)
                    .as("the writer starts and stores")
                    .isTrue();
            Thread.sleep(10);
        }
    }

    private static void kill(Process child) throws InterruptedException {
        child.destroyForcibly();
        assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** Takes in what the child has said; its last line may be cut by the kill. */
    private void hear(Path said) throws IOException {
        var text = Files.readString(said);
        for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            var words = line.split(" ");
            switch (words[0]) {
                case "ready" -> slowestStartMillis = Math.max(slowestStartMillis, Long.parseLong(words[1]));
                case "refused" -> refused++;
                case "freed" -> freed.merge(words[1], Long.parseLong(words[2]), Math::max);
                default -> {
                    var value = Double.parseDouble(words[3]);
                    var before = confirmed
                            .computeIfAbsent(words[1], unseen -> new TreeMap<>())
                            .put(Long.parseLong(words[2]), value);
                    assertThat(before == null || before == value)
                            .as("%s is given out once", line)
                            .isTrue();
                    nextValue = Math.max(nextValue, (long) value + 100_000);
                }
            }
        }
    }

    private void check(Path journal, String when) throws Exception {
        assertThat(findings(journal)).as(when).isEmpty();
    }

    private List<String> findings(Path journal) throws SQLException, IOException {
        var checker = new JournalChecker(journal);
        var findings = new ArrayList<String>();
        for (var stream : confirmed.entrySet()) {
            findings.addAll(
                    checker.compare(stream.getKey(), stream.getValue(), freed.getOrDefault(stream.getKey(), 0L)));
        }
        return findings.size() > 20 ? findings.subList(0, 20) : findings;
    }

    private static void gapsAreRecorded(Path journal) throws Exception {
        try (var reopened = TestJournal.open(journal, ROOM, new Faults())) {
            for (var device : CrashingWriter.DEVICES) {
                var key = new StreamKey(new DeviceId(device), StreamClass.TELEMETRY);
                var first = 1L;
                var gaps = new ArrayList<Gap>();
                for (var read = reopened.read(key, first, Long.MAX_VALUE - 1, 1_000, 1 << 24);
                        !read.isEmpty();
                        read = reopened.read(key, first, Long.MAX_VALUE - 1, 1_000, 1 << 24)) {
                    read.stream()
                            .filter(entry -> entry.body() instanceof Gap)
                            .forEach(entry -> gaps.add((Gap) entry.body()));
                    first = read.get(read.size() - 1).sequence() + 1;
                }
                assertThat(gaps)
                        .as("gaps of " + device)
                        .anyMatch(gap -> gap.fault() == FaultCode.JOURNAL_FULL && gap.until() != null);
            }
        }
    }

    private int count() {
        return confirmed.values().stream().mapToInt(Map::size).sum();
    }

    private void measured(String what) {
        System.out.printf(
                "MEASURED %s: %d records confirmed, 0 lost, 0 twice; slowest start of a journal %d ms; seed %d%n",
                what, earlier + count(), slowestStartMillis, SEED);
        assertThat(slowestStartMillis).as("start to accepting data").isLessThan(5_000);
    }

    private void mount(String options, Path file, Path target) throws Exception {
        run("mount", "-o", options, file.toString(), target.toString());
        mounted.add(target);
    }

    private static void sql(Path journal, String statement) throws SQLException {
        try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + journal.resolve("journal.db"))) {
            connection.createStatement().executeUpdate(statement);
        }
    }

    private static void run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + said)
                .isZero();
    }
}
