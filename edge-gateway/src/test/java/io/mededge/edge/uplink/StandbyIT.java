package io.mededge.edge.uplink;

import static io.mededge.edge.uplink.UplinkBench.DEVICE;
import static io.mededge.edge.uplink.UplinkBench.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.Mosquitto;
import io.mededge.edge.journal.Journal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Home and a standby, two real brokers; home is killed and comes back. A consumer of both keeps each sequence once. */
@Hazard("H-008")
class StandbyIT {
    @TempDir
    Path folder;

    @RegisterExtension
    final UplinkBench bench = new UplinkBench(() -> folder);

    @Test
    void aStandbyTakesOverAndGivesBack() throws Exception {
        var home = bench.broker("home");
        var standby = bench.broker("standby");
        var journal = bench.journal();
        var atStandby = subscribe(standby, "at-standby");
        var atHome = subscribe(home, "at-home");
        var uplink = bench.start(
                journal,
                home.url(),
                Map.of(
                        "zone", "eu",
                        "standby[0].url", standby.url(),
                        "standby[0].zone", "eu",
                        "standby-after", "2s",
                        "home-retry", "1s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());
        run(journal, 50);
        bench.awaitDelivered(journal);
        assertThat(uplink.isAtStandby()).isFalse();

        // it would come back by itself, and hear everything twice
        atHome.close();
        var killed = System.nanoTime();
        home.kill();
        run(journal, 100);
        await().atMost(PATIENCE).until(uplink::isAtStandby);
        System.out.printf("at the standby %.1f s after home was killed%n", (System.nanoTime() - killed) / 1e9);
        // also what home had not confirmed
        bench.awaitDelivered(journal);
        assertThat(Collections.max(atStandby.sequences(DEVICE))).isEqualTo(150);
        assertThat(bench.faults.total(FaultCode.UPLINK_ON_STANDBY)).isPositive();

        home.start();
        var atHomeAgain = subscribe(home, "at-home-again");
        var back = System.nanoTime();
        for (var i = 0; uplink.isAtStandby(); i++) {
            assertThat(i).as("returns home within a while").isLessThan(2_000);
            run(journal, 1);
        }
        System.out.printf("back home %.1f s after it was started%n", (System.nanoTime() - back) / 1e9);
        run(journal, 50);
        bench.awaitDelivered(journal);

        var all = new SequenceSet();
        var doubles = 0;
        for (var received : List.of(atHome, atStandby, atHomeAgain)) {
            for (var sequence : received.sequences(DEVICE)) {
                doubles += all.add(sequence) ? 0 : 1;
            }
        }
        assertThat(all.contiguous())
                .as("complete")
                .isEqualTo(journal.streams().get(0).lastSequence());
        // what was under way when home died or was returned to comes twice, as after any broken connection
        assertThat(doubles).as("of what was under way").isLessThan(30);
        assertThat(Collections.max(atHomeAgain.sequences(DEVICE))).isEqualTo(all.contiguous());
    }

    private static void run(Journal journal, int records) throws Exception {
        for (var i = 0; i < records; i++) {
            TestUplink.append(journal, DEVICE, 1, 5);
            Thread.sleep(10);
        }
    }

    private UplinkBench.Received subscribe(Mosquitto broker, String name) throws IOException {
        return bench.subscribe(broker, name, "devices/+/+/A-01-hd/telemetry", "%p");
    }
}
