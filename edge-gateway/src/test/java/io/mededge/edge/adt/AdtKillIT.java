package io.mededge.edge.adt;

import static io.mededge.edge.adt.AdtText.field;
import static io.mededge.edge.adt.AdtText.message;
import static io.mededge.edge.adt.AdtText.pid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.ChildProgram;
import io.mededge.edge.patient.TestHospital;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} while the hospital's system sends: every message that was answered AA is in the store once, and one whose answer was lost, sent again under its
 * id, is answered and done once.
 */
class AdtKillIT {
    private static final int KILLS = Boolean.getBoolean("mededge.long") ? 100 : 3;
    private static final long SEED = Long.getLong("mededge.seed", 20_260_301);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private int next = 1;
    private int again;

    @Test
    @Hazard("H-008")
    void eachMessageIsDoneOnceHoweverOftenTheGatewayDies() throws Exception {
        System.out.println("seed " + SEED);
        var random = new Random(SEED);
        var port = folder.resolve("port");
        var child = ChildProgram.java(
                List.of(
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AdtProgram.class.getName(),
                        folder.resolve("patients").toString(),
                        port.toString()),
                folder.resolve("log"));
        try {
            for (var kill = 0; kill < KILLS; kill++) {
                converse(port, child, random);
                Files.deleteIfExists(port);
                child.restart();
            }
            await().atMost(PATIENCE).until(() -> Files.exists(port));
            try (var sender = new Sender(Integer.parseInt(Files.readString(port)))) {
                assertAdmitted(sender);
            }
        } finally {
            child.kill();
        }
        try (var hospital = TestHospital.open(folder.resolve("patients"))) {
            assertThat(hospital.people()).hasSize(next - 1).doesNotHaveDuplicates();
            for (var i = 1; i < next; i++) {
                assertThat(hospital.history("Family" + i))
                        .as("number %d", i)
                        .containsExactly("ADMITTED hospital-system");
            }
        }
        System.out.printf("%d kills: %d messages, %d sent again, each done once%n", KILLS, next - 1, again);
    }

    /** Sends until the child is killed; what was not answered is sent again to the next one. */
    private void converse(Path port, ChildProgram child, Random random) throws Exception {
        await().atMost(PATIENCE).until(() -> Files.exists(port));
        var killer = new Thread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(300));
                child.kill();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        try (var sender = new Sender(Integer.parseInt(Files.readString(port)))) {
            assertAdmitted(sender);
            killer.start();
            while (true) {
                assertAdmitted(sender);
            }
        } catch (IOException killed) {
            again++;
        }
        killer.join();
    }

    /** The number is counted on with the answer only. */
    private void assertAdmitted(Sender sender) throws IOException {
        var answer =
                sender.ask(message("id-" + next, "A01", pid(next + "^^^HOSP", "Family" + next + "^Given", "19501231")));
        assertThat(field(answer, "MSA", 1)).isEqualTo("AA");
        assertThat(field(answer, "MSA", 2)).isEqualTo("id-" + next);
        next++;
    }
}
