package io.mededge.edge.uplink;

import static io.mededge.edge.uplink.UplinkBench.CLIENT;
import static io.mededge.edge.uplink.UplinkBench.DEVICE;
import static io.mededge.edge.uplink.UplinkBench.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.Mosquitto;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.MachineEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Mode {@code plain} against mosquitto with limits and rules that facilities set: nothing is lost, nothing is sent for ever, the rest goes on. */
class ForeignBrokerIT {
    private static final DeviceId OTHER = new DeviceId("A-02-hd");

    @TempDir
    Path folder;

    @RegisterExtension
    final UplinkBench bench = new UplinkBench(() -> folder);

    @Test
    void aBacklogIsCutToTheBrokersMaximumPacketSize() throws Exception {
        var broker = bench.broker("broker", "max_packet_size 4000");
        var received = subscribe(broker);
        var journal = bench.journal();
        TestUplink.append(journal, DEVICE, 3_000, 5);
        var uplink = bench.start(journal, broker.url(), Map.of());

        bench.awaitDelivered(journal);

        await().atMost(PATIENCE).until(() -> received.sequences(DEVICE).size() == 3_000);
        assertThat(received.sequences(DEVICE))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 3_000).boxed().toList());
        assertThat(received.lines()).allMatch(line -> line.length() < 4000);
        assertThat(received.lines().size())
                .as("several records in a message, once the drain has found its pace")
                .isLessThan(1_500);
        assertThat(broker.connections(CLIENT)).as("never thrown out").isEqualTo(1);
        assertThat(uplink.state().connected()).isTrue();
    }

    @Test
    void aRecordLargerThanTheBrokerTakesIsKeptAndDoesNotHoldUpTheOthers() throws Exception {
        var broker = bench.broker("broker", "max_packet_size 2000");
        var received = subscribe(broker);
        var journal = bench.journal();
        var uplink = bench.start(journal, broker.url(), Map.of("resend-first", "500ms", "resend-max", "2s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());

        TestUplink.append(journal, DEVICE, 2, 60);
        TestUplink.append(journal, OTHER, 20, 3);
        TestUplink.append(journal, DEVICE, 1, 3);

        await().atMost(PATIENCE).until(() -> received.sequences(OTHER).size() == 20);
        await().atMost(PATIENCE).until(() -> received.sequences(DEVICE).contains(3L));
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 2);
        var before = bench.faults.total(FaultCode.UPLINK_TOO_LARGE);
        assertThat(before).isPositive();
        Thread.sleep(4_000);
        assertThat(bench.faults.total(FaultCode.UPLINK_TOO_LARGE) - before)
                .as("tried again, but not all the time")
                .isBetween(1L, 20L);
        assertThat(broker.connections(CLIENT)).as("never thrown out").isEqualTo(1);

        broker.kill();
        broker.configure("max_packet_size 100000");
        broker.start();
        bench.awaitDelivered(journal);
    }

    @Test
    void whatTheBrokersRulesForbidIsKeptAndTriedAgainEverMoreSeldom() throws Exception {
        var rules = folder.resolve("rules");
        Files.writeString(rules, "topic readwrite devices/region-1/facility-1/A-02-hd/#\n");
        var broker = bench.broker("broker", "acl_file " + rules);
        var received = subscribe(broker);
        var journal = bench.journal();
        var uplink = bench.start(journal, broker.url(), Map.of("resend-first", "500ms", "resend-max", "2s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());

        var deadline = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        var appended = 0;
        while (System.nanoTime() < deadline) {
            TestUplink.append(journal, DEVICE, 1, 3);
            TestUplink.append(journal, OTHER, 1, 3);
            appended++;
            Thread.sleep(20);
        }
        var count = appended;

        await().atMost(PATIENCE).until(() -> received.sequences(OTHER).size() == count);
        await("a refused record is not freed").atMost(PATIENCE).until(() -> journal.unacknowledged() == count);
        assertThat(bench.faults.total(FaultCode.UPLINK_REFUSED))
                .as("refusals of %d records in 6 s, tried after 0.5, 1, 2 and 2 s", count)
                .isBetween(2L, 40L);
        assertThat(broker.connections(CLIENT)).isEqualTo(1);

        broker.kill();
        Files.writeString(rules, "topic readwrite #\n");
        broker.start();
        bench.awaitDelivered(journal);
    }

    @Test
    void aShorterKeepAliveOfTheBrokerWins() throws Exception {
        var broker = bench.broker("broker", "max_keepalive 10");
        var uplink = bench.start(bench.journal(), broker.url(), Map.of("keep-alive", "60s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());

        // mosquitto closes after one and a half times of it
        Thread.sleep(18_000);

        assertThat(uplink.state().connected()).isTrue();
        assertThat(broker.connections(CLIENT)).isEqualTo(1);
        assertThat(broker.log()).contains("Received PINGREQ from " + CLIENT);
    }

    @Test
    void aReceiveMaximumOfOneIsKept() throws Exception {
        var broker = bench.broker("broker", "max_inflight_messages 1", "max_packet_size 2000");
        var received = subscribe(broker);
        var journal = bench.journal();
        TestUplink.append(journal, DEVICE, 200, 3);
        var uplink = bench.start(journal, broker.url(), Map.of());
        await().atMost(PATIENCE).until(() -> uplink.state().connected());
        for (var i = 0; i < 100; i++) {
            TestUplink.append(journal, OTHER, 1, 3);
            var unused = journal.append(OTHER, StreamClass.EVENTS, Instant.now(), new MachineEvent(i, 9, "air", true));
        }

        bench.awaitDelivered(journal);

        await().atMost(PATIENCE).until(() -> received.sequences(DEVICE).size() == 200);
        assertThat(broker.connections(CLIENT)).isEqualTo(1);
        assertThat(bench.faults.total(FaultCode.UPLINK_DISCONNECTED)).isZero();
    }

    @Test
    void aBrokerThatTakesOnlyQosZeroIsNotUsed() throws Exception {
        var broker = bench.broker("broker", "max_qos 0");
        var journal = bench.journal();
        TestUplink.append(journal, DEVICE, 5, 3);
        var uplink = bench.start(journal, broker.url(), Map.of());

        bench.awaitFaults(FaultCode.UPLINK_DISCONNECTED, 1);

        assertThat(uplink.state().connected()).isFalse();
        assertThat(journal.unacknowledged()).isEqualTo(5);
    }

    @Test
    void theBrokerSaysWhetherTheGatewayIsThere() throws Exception {
        var broker = bench.broker("broker");
        var states = bench.subscribe(broker, "states", "devices/region-1/facility-1/gateway-1/status", "%p");
        var uplink = bench.start(bench.journal(), broker.url(), Map.of("presence", "true"));
        await().atMost(PATIENCE).until(() -> states(states).equals(List.of("online")));

        uplink.close();
        await().atMost(PATIENCE).until(() -> states(states).equals(List.of("online", "offline")));
    }

    @Test
    void aMessageExpiresAtTheBrokerWhenTheFacilityWantsIt() throws Exception {
        var broker = bench.broker("broker");
        var expiries = bench.subscribe(broker, "expiries", "devices/+/+/A-01-hd/telemetry", "%E");
        var journal = bench.journal();
        TestUplink.append(journal, DEVICE, 1, 3);

        bench.start(journal, broker.url(), Map.of("message-expiry", "1h"));

        await().atMost(PATIENCE).until(() -> expiries.lines().equals(List.of("3600")));
    }

    @Test
    void aNameAndPasswordOpenABrokerThatAsksForThem() throws Exception {
        var passwords = folder.resolve("passwords");
        Files.writeString(passwords, "gateway-1:secret\n");
        assertThat(new ProcessBuilder(Mosquitto.tool("mosquitto_passwd").toString(), "-U", passwords.toString())
                        .start()
                        .waitFor())
                .isZero();
        var broker = bench.broker("broker", "allow_anonymous false", "password_file " + passwords);
        var secret = Files.writeString(folder.resolve("secret"), "secret\n");
        var journal = bench.journal();
        TestUplink.append(journal, DEVICE, 1, 3);

        bench.start(journal, broker.url(), Map.of("user", "gateway-1", "user-password-file", secret.toString()));

        bench.awaitDelivered(journal);
    }

    private static List<String> states(UplinkBench.Received received) throws IOException {
        return received.messages().stream()
                .map(message -> message.path("state").asText())
                .toList();
    }

    private UplinkBench.Received subscribe(Mosquitto broker) throws IOException {
        return bench.subscribe(broker, "received", "devices/#", "%p");
    }
}
