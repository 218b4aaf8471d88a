package io.mededge.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.Mosquitto;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.MachineEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mode {@code plain} against mosquitto with limits and rules that facilities set: nothing is lost, nothing is sent for ever, the rest goes on. */
class ForeignBrokerIT {
    private static final DeviceId DEVICE = new DeviceId("A-01-hd");
    private static final DeviceId OTHER = new DeviceId("A-02-hd");
    private static final String CLIENT = "gateway-1-region-1-facility-1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
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
    void aBacklogIsCutToTheBrokersMaximumPacketSize() throws Exception {
        var broker = broker("max_packet_size 4000");
        var received = subscribe(broker);
        var journal = journal();
        TestUplink.append(journal, DEVICE, 3_000, 5);
        var uplink = uplink(broker, journal, Map.of());

        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);

        await().atMost(PATIENCE).until(() -> sequences(received, DEVICE).size() == 3_000);
        assertThat(sequences(received, DEVICE))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 3_000).boxed().toList());
        assertThat(Files.readAllLines(received)).allMatch(line -> line.length() < 4000);
        assertThat(Files.readAllLines(received).size())
                .as("several records in a message, once the drain has found its pace")
                .isLessThan(1_500);
        assertThat(broker.connections(CLIENT)).as("never thrown out").isEqualTo(1);
        assertThat(uplink.state().connected()).isTrue();
    }

    @Test
    void aRecordLargerThanTheBrokerTakesIsKeptAndDoesNotHoldUpTheOthers() throws Exception {
        var broker = broker("max_packet_size 2000");
        var received = subscribe(broker);
        var journal = journal();
        var uplink = uplink(broker, journal, Map.of("resend-first", "500ms", "resend-max", "2s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());

        TestUplink.append(journal, DEVICE, 2, 60);
        TestUplink.append(journal, OTHER, 20, 3);
        TestUplink.append(journal, DEVICE, 1, 3);

        await().atMost(PATIENCE).until(() -> sequences(received, OTHER).size() == 20);
        await().atMost(PATIENCE).until(() -> sequences(received, DEVICE).contains(3L));
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 2);
        var before = faults.total(FaultCode.UPLINK_TOO_LARGE);
        assertThat(before).isPositive();
        Thread.sleep(4_000);
        assertThat(faults.total(FaultCode.UPLINK_TOO_LARGE) - before)
                .as("tried again, but not all the time")
                .isBetween(1L, 20L);
        assertThat(broker.connections(CLIENT)).as("never thrown out").isEqualTo(1);

        broker.kill();
        broker.configure("max_packet_size 100000");
        broker.start();
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
    }

    @Test
    void whatTheBrokersRulesForbidIsKeptAndTriedAgainEverMoreSeldom() throws Exception {
        var rules = folder.resolve("rules");
        Files.writeString(rules, "topic readwrite devices/region-1/facility-1/A-02-hd/#\n");
        var broker = broker("acl_file " + rules);
        var received = subscribe(broker);
        var journal = journal();
        var uplink = uplink(broker, journal, Map.of("resend-first", "500ms", "resend-max", "2s"));
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

        await().atMost(PATIENCE).until(() -> sequences(received, OTHER).size() == count);
        await("a refused record is not freed").atMost(PATIENCE).until(() -> journal.unacknowledged() == count);
        assertThat(faults.total(FaultCode.UPLINK_REFUSED))
                .as("refusals of %d records in 6 s, tried after 0.5, 1, 2 and 2 s", count)
                .isBetween(2L, 40L);
        assertThat(broker.connections(CLIENT)).isEqualTo(1);

        broker.kill();
        Files.writeString(rules, "topic readwrite #\n");
        broker.start();
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
    }

    @Test
    void aShorterKeepAliveOfTheBrokerWins() throws Exception {
        var broker = broker("max_keepalive 10");
        var uplink = uplink(broker, journal(), Map.of("keep-alive", "60s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());

        // mosquitto closes after one and a half times of it
        Thread.sleep(18_000);

        assertThat(uplink.state().connected()).isTrue();
        assertThat(broker.connections(CLIENT)).isEqualTo(1);
        assertThat(broker.log()).contains("Received PINGREQ from " + CLIENT);
    }

    @Test
    void aReceiveMaximumOfOneIsKept() throws Exception {
        var broker = broker("max_inflight_messages 1", "max_packet_size 2000");
        var received = subscribe(broker);
        var journal = journal();
        TestUplink.append(journal, DEVICE, 200, 3);
        var uplink = uplink(broker, journal, Map.of());
        await().atMost(PATIENCE).until(() -> uplink.state().connected());
        for (var i = 0; i < 100; i++) {
            TestUplink.append(journal, OTHER, 1, 3);
            var unused = journal.append(OTHER, StreamClass.EVENTS, Instant.now(), new MachineEvent(i, 9, "air", true));
        }

        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);

        await().atMost(PATIENCE).until(() -> sequences(received, DEVICE).size() == 200);
        assertThat(broker.connections(CLIENT)).isEqualTo(1);
        assertThat(faults.total(FaultCode.UPLINK_DISCONNECTED)).isZero();
    }

    @Test
    void aBrokerThatTakesOnlyQosZeroIsNotUsed() throws Exception {
        var broker = broker("max_qos 0");
        var journal = journal();
        TestUplink.append(journal, DEVICE, 5, 3);
        var uplink = uplink(broker, journal, Map.of());

        await().atMost(PATIENCE).until(() -> faults.total(FaultCode.UPLINK_DISCONNECTED) > 1);

        assertThat(uplink.state().connected()).isFalse();
        assertThat(journal.unacknowledged()).isEqualTo(5);
    }

    @Test
    void theBrokerSaysWhetherTheGatewayIsThere() throws Exception {
        var broker = broker();
        var states = folder.resolve("states");
        var subscriber =
                broker.subscriber(states, "-t", "devices/region-1/facility-1/gateway-1/status", "-q", "1", "-F", "%p");
        open.add(subscriber::destroy);
        var uplink = uplink(broker, journal(), Map.of("presence", "true"));
        await().atMost(PATIENCE).until(() -> states(states).equals(List.of("online")));

        uplink.close();
        await().atMost(PATIENCE).until(() -> states(states).equals(List.of("online", "offline")));
    }

    @Test
    void aMessageExpiresAtTheBrokerWhenTheFacilityWantsIt() throws Exception {
        var broker = broker();
        var expiries = folder.resolve("expiries");
        var subscriber = broker.subscriber(expiries, "-t", "devices/+/+/A-01-hd/telemetry", "-q", "1", "-F", "%E");
        open.add(subscriber::destroy);
        await().atMost(PATIENCE).until(() -> broker.log().contains("SUBSCRIBE"));
        var journal = journal();
        TestUplink.append(journal, DEVICE, 1, 3);

        uplink(broker, journal, Map.of("message-expiry", "1h"));

        await().atMost(PATIENCE).until(() -> lines(expiries).equals(List.of("3600")));
    }

    @Test
    void aNameAndPasswordOpenABrokerThatAsksForThem() throws Exception {
        var passwords = folder.resolve("passwords");
        Files.writeString(passwords, "gateway-1:secret\n");
        assertThat(new ProcessBuilder(Mosquitto.tool("mosquitto_passwd").toString(), "-U", passwords.toString())
                        .start()
                        .waitFor())
                .isZero();
        var broker = broker("allow_anonymous false", "password_file " + passwords);
        var secret = Files.writeString(folder.resolve("secret"), "secret\n");
        var journal = journal();
        TestUplink.append(journal, DEVICE, 1, 3);

        uplink(broker, journal, Map.of("user", "gateway-1", "user-password-file", secret.toString()));

        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
    }

    private Mosquitto broker(String... settings) throws IOException {
        var broker = new Mosquitto(folder.resolve("broker"), settings);
        open.add(broker);
        return broker;
    }

    private Path subscribe(Mosquitto broker) throws IOException {
        var output = folder.resolve("received");
        var subscriber = broker.subscriber(output, "-t", "devices/#", "-q", "1", "-F", "%p");
        open.add(subscriber::destroy);
        await().atMost(PATIENCE).until(() -> broker.log().contains("SUBSCRIBE"));
        return output;
    }

    private Journal journal() throws IOException {
        var journal = TestJournal.open(folder.resolve("journal"));
        open.add(journal);
        return journal;
    }

    private Uplink uplink(Mosquitto broker, Journal journal, Map<String, String> settings) throws IOException {
        var uplink = TestUplink.start(journal, faults, TestUplink.plain(broker.url()), settings);
        open.add(uplink);
        return uplink;
    }

    /** Of the telemetry of a device, in the order of arrival. */
    private static List<Long> sequences(Path received, DeviceId device) throws IOException {
        return lines(received).stream()
                .map(ForeignBrokerIT::parse)
                .filter(message -> message.path("stream").asText().equals("telemetry"))
                .filter(message -> message.path("device").asText().equals(device.value()))
                .flatMap(message -> StreamSupport.stream(message.path("entries").spliterator(), false))
                .map(entry -> entry.path("sequence").asLong())
                .toList();
    }

    private static List<String> states(Path received) throws IOException {
        return lines(received).stream()
                .map(line -> parse(line).path("state").asText())
                .toList();
    }

    /** Those that are written whole. */
    private static List<String> lines(Path received) throws IOException {
        var text = Files.readString(received);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }
}
