package io.mededge.edge.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.JournalChecker;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway is destroyed while it copies; what its backup and some shares bring back is compared with what it had confirmed. */
@Hazard("H-008")
class TakeoverTest {
    private static final boolean LONG = Boolean.getBoolean("mededge.long");
    private static final long SEED = Long.getLong("mededge.seed", 20260301L);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final StreamKey STREAM =
            new StreamKey(new DeviceId(CopiedWriter.DEVICES.get(0)), StreamClass.TELEMETRY);

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private Path data;
    private Path target;

    @BeforeEach
    void prepare() {
        data = folder.resolve("data");
        target = folder.resolve("target");
    }

    @Test
    void aDestroyedGatewayComesBackFromItsBackupAndShares() throws Exception {
        var kills = LONG ? 20 : 1;
        var slowest = Duration.ZERO;
        var longestLag = Duration.ZERO;
        var compared = 0;
        for (var kill = 0; kill < kills; kill++) {
            TestRecovery.delete(data);
            TestRecovery.delete(target);
            Files.createDirectories(target);
            var shares = TestRecovery.shares(data, target);
            var said = folder.resolve("said-" + kill);
            writeAndKill(said, random.nextInt(2_000, 4_000));
            var killed = Instant.now();
            TestRecovery.delete(data);

            var tooFew = TestRecovery.restore(data, target, List.of(shares.get(0)));
            assertThat(tooFew).startsWith("1 ").contains("2 different shares");
            assertThat(data).doesNotExist();

            var started = System.nanoTime();
            var done = TestRecovery.restore(data, target, shares.subList(1, 3));
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
                freed = stream.getValue().keySet().stream()
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

    private static String after(String text, String words) {
        return text.substring(text.indexOf(words) + words.length())
                .lines()
                .findFirst()
                .orElseThrow();
    }
}
