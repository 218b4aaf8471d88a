package io.mededge.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.ChildProgram;
import io.mededge.edge.completeness.RegionAnswers;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.TestJournal;
import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.plan.FreePorts;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.telemetry.Acknowledgement;
import io.mededge.model.telemetry.Comparison;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import io.mededge.model.telemetry.TelemetryCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The uplink and a real journal against the project's broker in a process of its own, over mutual TLS 1.3. */
class UplinkIT {
    private static final DeviceId DEVICE = new DeviceId("A-01-hd");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final Faults faults = new Faults();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Credentials gatewayFiles;
    private Credentials regionalFiles;
    private String url;
    private String tls;
    private ChildProgram broker;

    @BeforeEach
    void startBroker() throws Exception {
        var pki = new DevelopmentPki(folder.resolve("pki"), Clock.systemUTC());
        gatewayFiles = pki.ensure(Holder.gateway("gateway-1", "region-1", "facility-1"));
        regionalFiles = pki.ensure(Holder.regional("regional-1", "region-1"));
        var brokerFiles = pki.ensure(Holder.broker("broker-regional-1"));
        var port = FreePorts.first(1);
        url = "ssl://127.0.0.1:" + port;
        tls = """
                tls:
                  keyStore: "%s"
                  trustStore: "%s"
                  passwordFile: "%s"
                """.formatted(brokerFiles.keyStore(), brokerFiles.trustStore(), brokerFiles.passwordFile());
        broker = startBroker(port, tls);
    }

    private ChildProgram startBroker(int port, String tls) throws IOException {
        var config = folder.resolve("broker-" + port + ".yaml");
        Files.writeString(
                config,
                "host: 127.0.0.1\nport: " + port + "\ndata: \"" + folder.resolve("broker-" + port) + "\"\n" + tls);
        var started = ChildProgram.infra(
                "broker", "io.mededge.infra.broker.Broker", config, folder.resolve("broker-" + port + ".log"));
        open.add(started);
        return started;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void aRecordIsDeliveredAtOnceAndFreedWhenTheRegionAcknowledges() throws Exception {
        var region = region();
        region.acknowledging = false;
        var journal = journal();
        var uplink = uplink(journal, Map.of("resend-first", "30s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());

        var stored = journal.append(DEVICE, StreamClass.TELEMETRY, Instant.now(), TestJournal.sample(1, 27))
                .get(5, TimeUnit.SECONDS);
        var alarm = journal.append(
                        DEVICE, StreamClass.EVENTS, Instant.now(), new MachineEvent(1, 9, "venous-air", true))
                .get(5, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> region.received.size() == 2);

        assertThat(region.entries(DEVICE)).containsExactlyInAnyOrder(stored, alarm);
        assertThat(region.received)
                .extracting(one -> one.topic() + " " + one.batch().lane())
                .containsExactlyInAnyOrder(
                        "devices/region-1/facility-1/A-01-hd/telemetry LIVE",
                        "devices/region-1/facility-1/A-01-hd/alarm ALARM");
        assertThat(journal.unacknowledged())
                .as("a PUBACK is not the region's word")
                .isEqualTo(2);
        region.received.forEach(one -> region.acknowledge(one.batch()));
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
        assertThat(uplink.acknowledged()).isEqualTo(2);
    }

    /** The region had acknowledged them and has lost them since: what the journal still keeps comes again. */
    @Test
    void whatTheRegionHasLostIsSentAgainFromWhatIsRetained() throws Exception {
        var region = region();
        var journal = Journal.open(
                folder.resolve("journal"),
                TestJournal.PLACE,
                TestJournal.GATEWAY,
                new TestJournal.Config(64L << 20, 10_000, Duration.ofHours(1)),
                InstantSource.system(),
                faults);
        open.add(journal);
        var uplink = uplink(journal, Map.of());
        var answers = new RegionAnswers(journal, faults, uplink::sendAgain);
        uplink.whenCompared(answers::heard);
        for (var i = 0; i < 10; i++) {
            var unused = journal.append(DEVICE, StreamClass.TELEMETRY, Instant.now(), TestJournal.sample(i, 5))
                    .get(5, TimeUnit.SECONDS);
        }
        await().atMost(PATIENCE).until(() -> uplink.acknowledged() == 10 && journal.unacknowledged() == 0);
        var stream = region.received.get(0).batch().stream();
        region.received.clear();

        var lost = new SequenceSet.Range(3, 5);
        var answer = new Comparison(
                DEVICE,
                StreamClass.TELEMETRY,
                journal.epoch(),
                new SequenceSet.Range(1, 10),
                Comparison.Verdict.DIFFERS,
                List.of(lost));
        region.send(stream, TelemetryCodec.encode(new Acknowledgement(List.of(), List.of(answer))));

        await().atMost(PATIENCE).until(() -> region.entries(DEVICE).size() == 3);
        assertThat(region.entries(DEVICE)).extracting(Entry::sequence).containsExactlyInAnyOrder(3L, 4L, 5L);
        assertThat(region.received.get(0).batch().lane()).isEqualTo(Lane.BACKLOG);
        assertThat(faults.total(FaultCode.RECORDS_DISPUTED)).isEqualTo(1);
    }

    @Test
    void whatIsNotAcknowledgedIsSentAgainAsBacklog() throws Exception {
        var region = region();
        region.acknowledging = false;
        var journal = journal();
        var uplink = uplink(journal, Map.of("resend-first", "500ms"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());
        var unused = journal.append(DEVICE, StreamClass.TELEMETRY, Instant.now(), TestJournal.sample(1, 5))
                .get(5, TimeUnit.SECONDS);

        await().atMost(PATIENCE).until(() -> region.received.size() >= 2);

        assertThat(region.received.get(1).batch().lane()).isEqualTo(Lane.BACKLOG);
        assertThat(faults.total(FaultCode.UPLINK_ACK_OVERDUE)).isPositive();
        region.acknowledging = true;
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
    }

    @Test
    void foreignAndBrokenAcknowledgementsFreeNothing() throws Exception {
        var region = region();
        region.acknowledging = false;
        var journal = journal();
        var uplink = uplink(journal, Map.of("resend-first", "30s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());
        var unused = journal.append(DEVICE, StreamClass.TELEMETRY, Instant.now(), TestJournal.sample(1, 5))
                .get(5, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> region.received.size() == 1);
        var stream = region.received.get(0).batch().stream();

        region.send(stream, new byte[] {1, 2, 3});
        region.send(
                stream,
                TelemetryCodec.encode(new Acknowledgement(List.of(new Acknowledgement.StreamAck(
                        DEVICE, StreamClass.TELEMETRY, journal.epoch() - 1, List.of(new SequenceSet.Range(1, 1)))))));
        await().atMost(PATIENCE).until(() -> uplink.staleAcknowledgements() == 1);

        assertThat(faults.total(FaultCode.UPLINK_ACK_INVALID)).isEqualTo(1);
        assertThat(journal.unacknowledged()).isEqualTo(1);
    }

    @Test
    void nothingIsLostOverAKillOfTheBroker() throws Exception {
        var region = region();
        var journal = journal();
        var uplink = uplink(journal, Map.of("resend-first", "2s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());

        for (var i = 1; i <= 600; i++) {
            var unused = journal.append(DEVICE, StreamClass.TELEMETRY, Instant.now(), TestJournal.sample(i, 27))
                    .get(5, TimeUnit.SECONDS);
            if (i == 200) {
                broker.kill();
            }
            if (i == 400) {
                broker.restart();
            }
            Thread.sleep(5);
        }

        var stream =
                new StreamId(TestJournal.PLACE, TestJournal.GATEWAY, DEVICE, StreamClass.TELEMETRY, journal.epoch());
        await().atMost(Duration.ofSeconds(60)).until(() -> region.isComplete(stream, 600));
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
        assertThat(faults.total(FaultCode.UPLINK_DISCONNECTED)).isPositive();
    }

    @Test
    void aStandbyOfTheRegionTakesOverAndHomeTakesBack() throws Exception {
        var port = FreePorts.first(1);
        startBroker(port, tls);
        var standbyUrl = "ssl://127.0.0.1:" + port;
        var home = region();
        var standby = FakeRegion.connect(standbyUrl, regionalFiles, PATIENCE);
        open.add(standby);
        var journal = journal();
        var uplink = uplink(
                journal,
                Map.of(
                        "zone", "eu",
                        "standby[0].url", standbyUrl,
                        "standby[0].zone", "eu",
                        "standby-after", "2s",
                        "home-retry", "1s",
                        "resend-first", "2s"));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());
        TestUplink.append(journal, DEVICE, 100, 27);
        broker.kill();
        TestUplink.append(journal, DEVICE, 100, 27);
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
        assertThat(uplink.isAtStandby()).isTrue();
        assertThat(faults.total(FaultCode.UPLINK_ON_STANDBY)).isPositive();

        broker.restart();
        await().atMost(PATIENCE).until(() -> !uplink.isAtStandby());
        TestUplink.append(journal, DEVICE, 50, 27);
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);

        var stream =
                new StreamId(TestJournal.PLACE, TestJournal.GATEWAY, DEVICE, StreamClass.TELEMETRY, journal.epoch());
        var both = new SequenceSet();
        for (var region : List.of(home, standby)) {
            region.have.getOrDefault(stream, new SequenceSet()).ranges().forEach(both::add);
        }
        assertThat(both.contiguous()).isEqualTo(250);
        assertThat(standby.have.getOrDefault(stream, new SequenceSet()).highest())
                .as("what was recorded while home was away")
                .isEqualTo(200);
        assertThat(home.have.getOrDefault(stream, new SequenceSet()).highest()).isEqualTo(250);
    }

    @Test
    void aBacklogDrainsWithoutDelayingWhatIsNew() throws Exception {
        var backlog = 5_000;
        var journal = journal();
        TestUplink.append(journal, DEVICE, backlog, 27);
        var region = region();
        var live = new DeviceId("A-02-hd");
        var uplink = uplink(journal, Map.of());
        await().atMost(PATIENCE).until(() -> uplink.state().connected());

        var delays = new ArrayList<Long>();
        for (var i = 0; i < 40; i++) {
            var sent = Instant.now();
            var sequence = journal.append(live, StreamClass.TELEMETRY, sent, TestJournal.sample(i, 27))
                    .get(5, TimeUnit.SECONDS)
                    .sequence();
            await().pollInterval(Duration.ofMillis(2))
                    .atMost(PATIENCE)
                    .until(() -> region.received.stream()
                            .anyMatch(one -> one.batch().stream().device().equals(live)
                                    && one.batch().entries().get(0).sequence() == sequence));
            delays.add(Duration.between(sent, Instant.now()).toMillis());
            Thread.sleep(25);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> journal.unacknowledged() == 0);

        delays.sort(null);
        System.out.println("live delays beside a backlog of " + backlog + ", ms: " + delays);
        assertThat(delays.get(delays.size() / 2)).as("median, ms").isLessThan(250);
        var batches = region.received.stream()
                .filter(one -> one.batch().lane() == Lane.BACKLOG)
                .map(one -> one.batch().entries().size())
                .toList();
        assertThat(batches).as("the backlog comes in large batches").anyMatch(size -> size > 100);
    }

    @Test
    void inPlainModeAnyBrokerGetsReadableJsonButNeverAnAssociation() throws Exception {
        var port = FreePorts.first(1);
        startBroker(port, "tls: none\n");
        var messages = new CopyOnWriteArrayList<MqttMessage>();
        var plainUrl = "tcp://127.0.0.1:" + port;
        var client = new MqttClient(plainUrl, "someone", new MemoryPersistence());
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            client.connect();
            return true;
        });
        open.add(client::disconnect);
        client.subscribe(
                new MqttSubscription[] {new MqttSubscription("devices/#", 1)},
                new IMqttMessageListener[] {(topic, message) -> messages.add(message)});
        var journal = journal();
        var uplink = uplink(journal, Map.of("mode", "plain", "payload", "json", "url", plainUrl));
        await().atMost(PATIENCE).until(() -> uplink.state().connected());

        var association = new PatientAssociation(new Pseudonym("ab".repeat(32)));
        var unused = journal.append(DEVICE, StreamClass.EVENTS, Instant.now(), association)
                .get(5, TimeUnit.SECONDS);
        var unusedSample = journal.append(
                        DEVICE,
                        StreamClass.TELEMETRY,
                        Instant.parse("2026-03-01T10:00:00.5Z"),
                        TestJournal.sample(42, 2))
                .get(5, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
        await().atMost(PATIENCE).until(() -> messages.size() == 1);

        var document = new ObjectMapper().readTree(messages.get(0).getPayload());
        assertThat(messages.get(0).getProperties().getContentType()).isEqualTo("application/json");
        assertThat(document.at("/entries/0/at").asText()).isEqualTo("2026-03-01T10:00:00.500Z");
        assertThat(document.at("/entries/0/values/metric-0/value").asDouble()).isEqualTo(42);
        assertThat(document.at("/entries/0/values/metric-0/quality").asText()).isEqualTo("good");
        assertThat(document.at("/epoch").asText()).isEqualTo(Long.toString(journal.epoch()));
        assertThat(document.toString()).doesNotContain("abab");
    }

    private FakeRegion region() throws Exception {
        var started = FakeRegion.connect(url, regionalFiles, PATIENCE);
        open.add(started);
        return started;
    }

    private Journal journal() throws IOException {
        var journal = TestJournal.open(folder.resolve("journal"));
        open.add(journal);
        return journal;
    }

    private Uplink uplink(Journal journal, Map<String, String> settings) throws IOException {
        var uplink = TestUplink.start(journal, faults, TestUplink.region(url, gatewayFiles), settings);
        open.add(uplink);
        return uplink;
    }
}
