package io.mededge.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.ChildProgram;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a gateway at any moment from finding its journal damaged to having saved the last of it. In the end there must be the same records, under the same
 * numbers, as of one that was not killed, none twice, and one gap for each stream. A few kills always, fifty with {@code -Dmededge.long=true}.
 */
@Hazard("H-008")
class SalvageCrashTest {
    private static final int KILLS = Boolean.getBoolean("mededge.long") ? 50 : 5;
    private static final long SEED = Long.getLong("mededge.seed", 20260302L);
    private static final long EPOCH = 0x5ead;
    private static final List<StreamKey> STREAMS = List.of("A-01-hd", "A-02-hd", "A-03-hd").stream()
            .map(device -> new StreamKey(new DeviceId(device), StreamClass.TELEMETRY))
            .toList();
    private static final int BLOCKS = 60;
    private static final int HOT_ROWS = 3_000;
    private static final int RECORDS_PER_RUN = 10;
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private int children;

    @Test
    void whereverItIsKilledTheSameIsSavedOnce() throws Exception {
        var damaged = Files.createDirectories(folder.resolve("damaged"));
        write(damaged);
        damage(damaged.resolve(JournalFile.NAME));

        var whole = copyOf(damaged);
        var undisturbed = start(whole);
        var millis = awaitSalvaged(undisturbed);
        undisturbed.kill();
        var expected = saved(whole);
        assertThat(expected.values().stream().mapToInt(Map::size).sum())
                .as("records saved and gaps between them")
                .isGreaterThan(STREAMS.size() * HOT_ROWS * RECORDS_PER_RUN / 2);
        assertThat(expected.values()).anyMatch(records -> records.containsValue(null));

        var kills = 0;
        var whileCopying = 0;
        while (kills < KILLS) {
            var journal = copyOf(damaged);
            var isSalvaged = false;
            while (!isSalvaged) {
                var child = start(journal);
                if (kills < KILLS) {
                    await().atMost(PATIENCE).until(() -> child.output().contains("opening"));
                    if (kills % 2 == 0) {
                        awaitCopying(child, journal);
                        Thread.sleep(random.nextInt(1 + (int) millis / 4));
                    } else {
                        Thread.sleep(random.nextInt(1 + (int) millis));
                    }
                    whileCopying += isCopying(journal) ? 1 : 0;
                    child.kill();
                    kills++;
                } else {
                    awaitSalvaged(child);
                    child.kill();
                }
                isSalvaged = child.output().contains("salvaged");
            }
            assertThat(saved(journal)).as("seed %d, %d kills", SEED, kills).isEqualTo(expected);
        }
        assertThat(whileCopying).as("kills that met it at work").isPositive();
        System.out.printf(
                "MEASURED kills of a salvage %d, %d of them while it copied; undisturbed it took %d ms; seed %d%n",
                kills, whileCopying, millis, SEED);
    }

    /** Of each stream first blocks, then what commits have left, as in a journal that was in use. */
    private static void write(Path journal) throws IOException {
        // makes the keys, which must be there first
        var seal = new BlockSeal(new BlockKeys(journal));
        var form = new BlockForm(TestJournal.PLACE, TestJournal.GATEWAY, EPOCH);
        try (var rows = new RestoredJournal(journal, EPOCH)) {
            var next = 1L;
            for (var block = 0; block < BLOCKS; block++, next += RECORDS_PER_RUN) {
                for (var stream : STREAMS) {
                    var section = section(stream, next);
                    var sealed = seal.seal(EPOCH, Contents.of(section.run()), form.encode(section));
                    add(rows, false, next, sealed);
                }
            }
            for (var row = 0; row < HOT_ROWS; row++, next += RECORDS_PER_RUN) {
                var sections = new ArrayList<BlockForm.Section>();
                for (var stream : STREAMS) {
                    sections.add(section(stream, next));
                }
                var contents = new Contents(
                        sections.stream().map(BlockForm.Section::run).toList());
                add(rows, true, next, seal.seal(EPOCH, contents, form.encodeHot(sections)));
            }
            rows.streams(List.of());
        }
        Files.writeString(journal.resolve(JournalFile.NAME + JournalFile.EPOCH_SUFFIX), EPOCH + "\n");
    }

    private static void add(RestoredJournal rows, boolean hot, long first, BlockSeal.Sealed sealed) throws IOException {
        var recorded = SectionForm.micros(BEGIN.plusMillis(first));
        assertThat(rows.add(new SealedRow(hot, recorded, sealed.key(), sealed.contents(), sealed.bytes())))
                .isEqualTo(RestoredJournal.Taken.STORED);
    }

    private static BlockForm.Section section(StreamKey stream, long first) {
        var entries = LongStream.range(first, first + RECORDS_PER_RUN)
                .mapToObj(sequence -> new Entry(
                        sequence,
                        BEGIN.plusMillis(sequence),
                        BEGIN.plusMillis(sequence),
                        TestJournal.sample(sequence, 30)))
                .toList();
        return new BlockForm.Section(stream, entries);
    }

    private static void damage(Path database) throws IOException {
        try (var file = new RandomAccessFile(database.toFile(), "rw")) {
            var pages = file.length() / JournalFile.PAGE_BYTES;
            for (var page = pages / 2; page < pages / 2 + 10; page++) {
                file.seek(page * JournalFile.PAGE_BYTES);
                file.write(new byte[300]);
            }
        }
    }

    private Path copyOf(Path damaged) throws IOException {
        var copy = Files.createDirectories(folder.resolve("journal-" + children));
        try (var files = Files.list(damaged)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private ChildProgram start(Path journal) throws IOException {
        var arguments = List.of(
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                OpeningProgram.class.getName(),
                journal.toString());
        return ChildProgram.java(arguments, folder.resolve("said-" + children++));
    }

    private static long awaitSalvaged(ChildProgram child) throws IOException {
        await().atMost(PATIENCE).until(() -> child.output().contains("salvaged") || !child.isAlive());
        assertThat(child.output()).contains("salvaged");
        var words = child.output().substring(child.output().indexOf("salvaged")).split("\\s", -1);
        return Long.parseLong(words[1]);
    }

    private static void awaitCopying(ChildProgram child, Path journal) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> isCopying(journal) || child.output().contains("salvaged"));
    }

    private static boolean isCopying(Path journal) {
        return Files.exists(
                journal.resolve("salvage-" + Long.toHexString(EPOCH)).resolve(JournalFile.NAME));
    }

    /** What became of it, held against its documented form: by stream the value of each number, null for a gap. */
    private static Map<StreamKey, Map<Long, Double>> saved(Path journal) throws Exception {
        try (var files = Files.list(journal)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("what is left of it")
                    .noneMatch(
                            name -> name.startsWith("salvage-") || name.endsWith("-copied") || name.endsWith("aside"))
                    .filteredOn(name -> name.startsWith("former-"))
                    .hasSize(1);
        }
        var former = new JournalChecker(Journal.former(journal, EPOCH));
        assertThat(former.problems()).as("among them that one is there twice").isEmpty();
        var saved = new LinkedHashMap<StreamKey, Map<Long, Double>>();
        try (var fresh = TestJournal.open(journal)) {
            for (var stream : STREAMS) {
                saved.put(stream, former.records(stream.device() + "/0"));
                assertThat(fresh.read(stream, 1, 100, 100, 1 << 20))
                        .as("what is missing at the end of %s is told once", stream)
                        .singleElement()
                        .satisfies(entry -> assertThat(entry.body())
                                .isInstanceOfSatisfying(
                                        Gap.class,
                                        gap -> assertThat(gap.fault()).isEqualTo(FaultCode.JOURNAL_CORRUPT)));
            }
        }
        return saved;
    }
}
