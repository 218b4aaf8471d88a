package io.mededge.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/**
 * Kills a process that appends and frees, again and again, on the same journal. What it had confirmed must be there, whatever the moment. The checker
 * reads the tables with plain SQL and shares no code with the writer.
 */
class JournalCrashTest {
    private static final int KILLS = Integer.getInteger("mededge.kills", 5);
    private static final long SEED = Long.getLong("mededge.seed", 20260301L);
    private static final List<String> DEVICES = List.of("A-01-hd", "A-02-hd", "A-03-hd");

    @TempDir
    Path folder;

    @Test
    void everyConfirmedRecordSurvivesKillMinusNine() throws Exception {
        var random = new Random(SEED);
        Map<String, TreeSet<Long>> confirmed = new TreeMap<>();
        Map<String, Long> freed = new TreeMap<>();
        for (var kill = 1; kill <= KILLS; kill++) {
            var confirmedBefore = count(confirmed);
            runAndKill(random.nextInt(200, 800), confirmed, freed);
            check(confirmed, freed, "seed " + SEED + ", kill " + kill);
            assertThat(count(confirmed)).as("records confirmed in run %d", kill).isGreaterThan(confirmedBefore);
        }
        try (var journal = TestJournal.open(folder)) {
            assertThat(journal.setAside())
                    .as("a killed journal is not a damaged one")
                    .isEmpty();
        }
    }

    private void runAndKill(int millis, Map<String, TreeSet<Long>> confirmed, Map<String, Long> freed)
            throws Exception {
        var child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("ready");
            var killer = new Thread(() -> {
                try {
                    Thread.sleep(millis);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                child.destroyForcibly();
            });
            killer.start();
            var said = new ArrayList<String>();
            lines.lines().forEach(said::add);
            killer.join();
            // the last line may be cut by the kill
            for (var line : said.subList(0, Math.max(0, said.size() - 1))) {
                var words = line.split(" ");
                if (words[0].equals("stored")) {
                    assertThat(confirmed
                                    .computeIfAbsent(words[1], unseen -> new TreeSet<>())
                                    .add(Long.parseLong(words[2])))
                            .as("%s is given out once", line)
                            .isTrue();
                } else {
                    freed.merge(words[1], Long.parseLong(words[2]), Math::max);
                }
            }
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void check(Map<String, TreeSet<Long>> confirmed, Map<String, Long> freed, String when) throws Exception {
        try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + folder.resolve("journal.db"))) {
            for (var device : DEVICES) {
                var there = new TreeSet<Long>();
                long last;
                long counted;
                try (var rows = connection
                        .createStatement()
                        .executeQuery("select last_sequence, entries from stream where device = '" + device + "'")) {
                    rows.next();
                    last = rows.getLong(1);
                    counted = rows.getLong(2);
                }
                try (var rows = connection
                        .createStatement()
                        .executeQuery(
                                "select sequence from entry join stream on stream.id = entry.stream where device = '"
                                        + device + "'")) {
                    while (rows.next()) {
                        assertThat(there.add(rows.getLong(1)))
                                .as("no repeats, " + when)
                                .isTrue();
                    }
                }
                var freedUpTo = freed.getOrDefault(device, 0L);
                var mustBeThere = new TreeSet<>(
                        confirmed.getOrDefault(device, new TreeSet<>()).tailSet(freedUpTo, false));
                assertThat(there)
                        .as("confirmed records of " + device + ", " + when)
                        .containsAll(mustBeThere);
                assertThat(counted).as("count of " + device + ", " + when).isEqualTo(there.size());
                var first = there.isEmpty() ? last + 1 : there.first();
                assertThat(first)
                        .as("deleted without an acknowledgement, " + when)
                        .isLessThanOrEqualTo(freedUpTo + 1);
                assertThat(there).as("contiguous, " + when).hasSize((int) (last - first + 1));
            }
        }
    }

    private static int count(Map<String, TreeSet<Long>> confirmed) {
        return confirmed.values().stream().mapToInt(TreeSet::size).sum();
    }

    /** The child: appends to three streams as fast as it can, tells what is confirmed, and frees all but the newest 200 of each. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) throws Exception {
            var journal = TestJournal.open(Path.of(arguments[0]));
            System.out.println("ready");
            for (var i = 0L; ; i++) {
                var device = new DeviceId(DEVICES.get((int) (i % DEVICES.size())));
                var stored = journal.append(device, StreamClass.TELEMETRY, Instant.now(), TestJournal.sample(i, 20));
                var told = stored.thenAccept(entry -> {
                    System.out.println("stored " + device + " " + entry.sequence());
                    if (entry.sequence() % 100 == 0 && entry.sequence() > 200) {
                        System.out.println("freed " + device + " " + (entry.sequence() - 200));
                        journal.free(
                                new StreamKey(device, StreamClass.TELEMETRY),
                                List.of(new SequenceSet.Range(1, entry.sequence() - 200)));
                    }
                });
                if (i % 50 == 0) {
                    told.get(10, TimeUnit.SECONDS);
                }
            }
        }
    }
}
