package io.mededge.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.Mosquitto;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Home and a standby, two real brokers; home is killed and comes back. A consumer of both keeps each sequence once. */
@Hazard("H-008")
class StandbyIT {
    private static final DeviceId DEVICE = new DeviceId("A-01-hd");
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path folder;

    private final Faults faults = new Faults();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (var i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void aStandbyTakesOverAndGivesBack() throws Exception {
        var home = broker("home");
        var standby = broker("standby");
        var journal = TestJournal.open(folder.resolve("journal"));
        open.add(journal);
        var atStandby = subscribe(standby, "at-standby");
        var atHome = subscribe(home, "at-home");
        var uplink = TestUplink.start(
                journal,
                faults,
                TestUplink.plain(home.url()),
                Map.of(
                        "zone", "eu",
                        "standby[0].url", standby.url(),
                        "standby[0].zone", "eu",
                        "standby-after", "2s",
                        "home-retry", "1s"));
        open.add(uplink);
        await().atMost(PATIENCE).until(() -> uplink.state().connected());
        run(journal, 50);
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
        assertThat(uplink.isAtStandby()).isFalse();

        // it would come back by itself, and hear everything twice
        open.remove(open.size() - 2).close();
        var killed = System.nanoTime();
        home.kill();
        run(journal, 100);
        await().atMost(PATIENCE).until(uplink::isAtStandby);
        System.out.printf("at the standby %.1f s after home was killed%n", (System.nanoTime() - killed) / 1e9);
        await("also what home had not confirmed").atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
        assertThat(sequences(atStandby).highest()).isEqualTo(150);
        assertThat(faults.total(FaultCode.UPLINK_ON_STANDBY)).isPositive();

        home.start();
        var atHomeAgain = subscribe(home, "at-home-again");
        var back = System.nanoTime();
        for (var i = 0; uplink.isAtStandby(); i++) {
            assertThat(i).as("returns home within a while").isLessThan(2_000);
            run(journal, 1);
        }
        System.out.printf("back home %.1f s after it was started%n", (System.nanoTime() - back) / 1e9);
        run(journal, 50);
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);

        var all = new SequenceSet();
        var doubles = 0;
        for (var received : List.of(atHome, atStandby, atHomeAgain)) {
            for (var sequence : messages(received)) {
                doubles += all.add(sequence) ? 0 : 1;
            }
        }
        assertThat(all.contiguous())
                .as("complete")
                .isEqualTo(journal.streams().get(0).lastSequence());
        // what was under way when home died or was returned to comes twice, as after any broken connection
        assertThat(doubles).as("of what was under way").isLessThan(30);
        assertThat(sequences(atHomeAgain).highest()).isEqualTo(all.contiguous());
    }

    private static void run(Journal journal, int records) throws Exception {
        for (var i = 0; i < records; i++) {
            TestUplink.append(journal, DEVICE, 1, 5);
            Thread.sleep(10);
        }
    }

    private Mosquitto broker(String name) throws IOException {
        var broker = new Mosquitto(folder.resolve(name));
        open.add(broker);
        return broker;
    }

    private Path subscribe(Mosquitto broker, String name) throws IOException {
        var output = folder.resolve(name);
        var before = subscriptions(broker);
        var subscriber = broker.subscriber(output, "-t", "devices/+/+/A-01-hd/telemetry", "-q", "1", "-F", "%p");
        open.add(subscriber::destroy);
        await().atMost(PATIENCE).until(() -> subscriptions(broker) > before);
        return output;
    }

    private static long subscriptions(Mosquitto broker) throws IOException {
        return broker.log()
                .lines()
                .filter(line -> line.contains("Received SUBSCRIBE"))
                .count();
    }

    private static SequenceSet sequences(Path received) throws IOException {
        var set = new SequenceSet();
        messages(received).forEach(set::add);
        return set;
    }

    private static List<Long> messages(Path received) throws IOException {
        var sequences = new ArrayList<Long>();
        var text = Files.readString(received);
        for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            MAPPER.readTree(line)
                    .path("entries")
                    .forEach(entry -> sequences.add(entry.path("sequence").asLong()));
        }
        return sequences;
    }
}
