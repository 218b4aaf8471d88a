package io.mededge.edge.broker;

import static io.mededge.edge.broker.FacilityBroker.topic;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.edge.journal.TestJournal;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.local.MachineMessage.Measured;
import io.mededge.model.local.MachineMessage.Value;
import io.mededge.model.local.MachineMessageCodec;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.Sample.Reading;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The intake and a real journal against the project's broker, with Debian's clients as machines and as a screen at the bedside. */
class FacilityIntakeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MACHINE = "vitals-1";
    private static final String OTHER = "vitals-2";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path folder;

    private final Faults faults = new Faults();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private FacilityBroker broker;
    /** Each test opens them with its own bounds. */
    @SuppressWarnings("NullAway.Init")
    private Journal journal;

    @SuppressWarnings("NullAway.Init")
    private FacilityIntake intake;

    @BeforeEach
    void start() throws Exception {
        broker = new FacilityBroker(folder, MACHINE, OTHER, "stranger");
        open.add(broker);
    }

    private void startIntake(long maxJournalBytes, Device... devices) throws IOException {
        journal = TestJournal.open(folder.resolve("journal"), maxJournalBytes, faults);
        open.add(journal);
        intake = new FacilityIntake(
                broker.config(),
                TestJournal.PLACE,
                TestJournal.GATEWAY,
                journal,
                new Devices(List.of(devices)),
                faults,
                InstantSource.system(),
                new Random(1));
        open.add(intake);
        intake.start();
        await().atMost(PATIENCE).until(() -> intake.state().connected());
    }

    private void startIntake() throws IOException {
        startIntake(
                64 << 20,
                TerminalProfile.device(MACHINE, Duration.ofHours(1)),
                TerminalProfile.device(OTHER, Duration.ofHours(1)));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    @Hazard("H-008")
    void whatMosquittoPublishesIsRecordedOnceAndShownAtTheBedside() throws Exception {
        startIntake();
        var replies = subscribed(MACHINE, MACHINE + "_replies", topic(MACHINE, "reply"));
        var live = subscribed("bedside-1", "bedside-1", topic("+", "live"));
        var json =
                "{\"id\":10,\"time\":\"%s\",\"values\":{\"body-temperature\":36.8,\"body-weight\":{\"value\":71.5,\"unit\":\"kg\"}}}"
                        .formatted(now);

        for (var time = 0; time < 2; time++) {
            assertThat(broker.publish(MACHINE, topic(MACHINE, "telemetry"), with(json)))
                    .isEmpty();
        }
        var protobuf = Files.write(
                folder.resolve("message"),
                MachineMessageCodec.encode(new Measured(
                        11, now, List.of(new Value(new MetricId("body-weight"), 72, Quality.GOOD, "kg")))));
        assertThat(broker.publish(
                        MACHINE,
                        topic(MACHINE, "telemetry"),
                        "-f",
                        protobuf.toString(),
                        "-D",
                        "publish",
                        "content-type",
                        "application/x-protobuf"))
                .isEmpty();
        var event = "{\"id\":1,\"time\":\"%s\",\"event\":{\"code\":1,\"phase\":\"start\"}}".formatted(now);
        assertThat(broker.publish(MACHINE, topic(MACHINE, "event"), "-m", event))
                .isEmpty();

        await().atMost(PATIENCE).until(() -> intake.stored() == 3 && intake.repeated() == 1);
        assertThat(bodies(MACHINE, StreamClass.TELEMETRY))
                .containsExactly(
                        new Sample(List.of(
                                new Reading(new MetricId("body-temperature"), 36.8, Quality.GOOD),
                                new Reading(new MetricId("body-weight"), 71.5, Quality.GOOD))),
                        new Sample(List.of(new Reading(new MetricId("body-weight"), 72, Quality.GOOD))));
        assertThat(bodies(MACHINE, StreamClass.EVENTS)).containsExactly(new MachineEvent(1, 1, "battery-low", true));
        await().atMost(PATIENCE).until(() -> lines(replies).size() == 2);
        assertThat(lines(replies))
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"id\":10,\"stored\":true,\"again\":false}", "{\"id\":10,\"stored\":true,\"again\":true}");
        await().atMost(PATIENCE).until(() -> lines(live).size() == 2);
        assertThat(lines(live).get(0).at("/values/body-weight/value").asDouble())
                .isEqualTo(71.5);
        assertThat(lines(live).get(0).at("/values/body-weight/unit").asText()).isEqualTo("kg");
        assertThat(lines(live).get(0).at("/time").asText()).isEqualTo(now.toString());
    }

    @Test
    void aMachineSpeaksForItselfOnlyAndHearsNobodyElse() throws Exception {
        startIntake();
        var json = "{\"id\":1,\"time\":\"%s\",\"values\":{\"body-weight\":70}}".formatted(now);

        assertThat(broker.publish(MACHINE, topic(OTHER, "telemetry"), "-m", json))
                .containsIgnoringCase("not authorized");
        assertThat(broker.publish("bedside-1", topic(MACHINE, "telemetry"), "-m", json))
                .containsIgnoringCase("not authorized");
        assertThat(broker.publish(MACHINE, topic(OTHER, "reply"), "-m", json)).containsIgnoringCase("not authorized");
        for (var heard : List.of(topic(OTHER, "reply"), topic("+", "telemetry"), topic(MACHINE, "live"), "#")) {
            assertThat(denied(MACHINE, heard)).as(heard).isTrue();
        }
        assertThat(denied("bedside-1", topic("+", "telemetry"))).isTrue();
        assertThat(denied("bedside-1", "local/facility-2/+/live")).isTrue();
        assertThat(broker.publish(OTHER, topic(OTHER, "telemetry"), "-i", MACHINE, "-m", json))
                .as("another machine's client id")
                .isNotEmpty();

        assertThat(broker.publish("stranger", topic("stranger", "telemetry"), "-m", json))
                .isEmpty();
        await().atMost(PATIENCE).until(() -> intake.refused() == 1);
        assertThat(faults.total(FaultCode.MACHINE_MESSAGE_UNEXPECTED)).isEqualTo(1);
        assertThat(journal.unacknowledged()).isZero();
    }

    @Test
    void garbageIsAnsweredAndHoldsUpNothing() throws Exception {
        startIntake();
        var replies = subscribed(MACHINE, MACHINE + "_replies", topic(MACHINE, "reply"));
        var garbage = List.of(
                "x",
                "{\"id\":1}",
                "{\"id\":1,\"time\":\"%s\",\"values\":{\"body-height\":1}}".formatted(now),
                "{\"id\":1,\"time\":\"%s\",\"values\":{\"body-weight\":\"heavy\"}}".formatted(now),
                "{\"id\":1,\"time\":\"%s\",\"values\":{\"body-weight\":1}}".formatted(now.plusSeconds(3_600)),
                "y".repeat(70_000));
        var messages = new ArrayList<String>();
        for (var i = 0; i < 60; i++) {
            messages.add(
                    i % 2 == 0
                            ? garbage.get(i / 2 % garbage.size())
                            : "{\"id\":%d,\"time\":\"%s\",\"values\":{\"body-weight\":%d}}".formatted(i, now, i));
        }
        var lines = Files.write(folder.resolve("lines"), messages);

        assertThat(broker.publishLines(MACHINE, topic(MACHINE, "telemetry"), lines))
                .isEmpty();
        await().atMost(PATIENCE).until(() -> intake.stored() == 30 && intake.refused() == 30);

        // not the order: the broker may hand over one of them later than it came, see MachineInbox
        assertThat(values(MACHINE))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 30).mapToObj(i -> 2.0 * i + 1).toList());
        assertThat(faults.total(FaultCode.MACHINE_MESSAGE_MALFORMED)).isEqualTo(20);
        assertThat(faults.total(FaultCode.MACHINE_MESSAGE_UNEXPECTED)).isEqualTo(5);
        assertThat(faults.total(FaultCode.MACHINE_TIME_IMPLAUSIBLE)).isEqualTo(5);
        await().atMost(PATIENCE).until(() -> lines(replies).size() == 30);
        assertThat(lines(replies)).allSatisfy(reply -> {
            assertThat(reply.path("stored").asBoolean(true)).isFalse();
            assertThat(reply.path("fault").asText()).matches("ME-60[5-7]");
            assertThat(reply.path("reason").asText()).isNotBlank().doesNotContain("yyy");
        });
        assertThat(intake.waiting()).isZero();
    }

    /** What the broker has acknowledged waits there while the journal has no room, and the gateway holds no more of it than it may. */
    @Test
    @Hazard("H-008")
    void whileTheJournalIsFullTheBrokerKeepsWhatItHasAcknowledged() throws Exception {
        startIntake(1 << 20, TerminalProfile.device(MACHINE, Duration.ofHours(1)));
        var other = new StreamKey(new DeviceId("A-01-hd"), StreamClass.TELEMETRY);
        while (journal.failing().isEmpty()) {
            for (var i = 0; i < 500; i++) {
                var unused = journal.append(
                        other.device(), other.streamClass(), now, TestJournal.sample(Math.random(), 400));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        var messages = LongStream.rangeClosed(1, 500)
                .mapToObj(i -> "{\"id\":%d,\"time\":\"%s\",\"values\":{\"body-weight\":%d}}".formatted(i, now, i))
                .toList();

        assertThat(broker.publishLines(
                        MACHINE, topic(MACHINE, "telemetry"), Files.write(folder.resolve("lines"), messages)))
                .isEmpty();
        TimeUnit.SECONDS.sleep(2);
        assertThat(intake.stored()).isZero();
        assertThat(intake.waiting()).isEqualTo(200);

        journal.free(other, List.of(new SequenceSet.Range(1, Long.MAX_VALUE - 1)));
        await().atMost(PATIENCE).until(() -> intake.stored() == 500);
        assertThat(values(MACHINE))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 500).mapToObj(i -> (double) i).toList());
        assertThat(intake.state().connected()).isTrue();
    }

    /** Two machines, as fast as the broker acknowledges; a facility of 52 that are polled twice a second has 104 messages a second. */
    @Test
    void manyMessagesAreRecorded() throws Exception {
        startIntake();
        var machines = List.of(
                new CountingMachine(broker.url(), MACHINE, broker.credentials(MACHINE)),
                new CountingMachine(broker.url(), OTHER, broker.credentials(OTHER)));
        open.addAll(machines);
        await().atMost(PATIENCE).until(() -> intake.stored() > 2_000);
        var before = intake.stored();
        var begun = System.nanoTime();
        TimeUnit.SECONDS.sleep(5);
        var perSecond = (intake.stored() - before) * 1e9 / (System.nanoTime() - begun);
        System.out.printf("durable through the intake: %.0f messages/s, %.1f of 104/s%n", perSecond, perSecond / 104);

        for (var machine : machines) {
            machine.close();
        }
        var acknowledged = machines.stream()
                .mapToLong(machine -> machine.acknowledged().size())
                .sum();
        await().atMost(PATIENCE).until(() -> intake.stored() >= acknowledged && intake.waiting() == 0);
        assertThat(values(MACHINE)).doesNotHaveDuplicates();
        System.out.println("out of order by at most " + disorder(values(MACHINE)));
        assertThat(intake.refused() + intake.dropped()).isZero();
    }

    /** The broker hands over in another order than it was told; by how much, the window of remembered ids must hold. */
    private static double disorder(List<Double> values) {
        var highest = 0.0;
        var lag = 0.0;
        for (var value : values) {
            highest = Math.max(highest, value);
            lag = Math.max(lag, highest - value);
        }
        assertThat(lag).isLessThan(MachineInbox.REMEMBERED / 2.0);
        return lag;
    }

    private static String[] with(String json) {
        return new String[] {
            "-m",
            json,
            "-D",
            "publish",
            "content-type",
            "application/json",
            "-D",
            "publish",
            "response-topic",
            topic(MACHINE, "reply")
        };
    }

    private Path subscribed(String who, String clientId, String topic) throws Exception {
        var output = folder.resolve(clientId + ".out");
        var subscriber = broker.subscriber(who, output, "-i", clientId, "-q", "1", "-t", topic, "-d", "-F", ">%p");
        open.add(subscriber::destroy);
        await().atMost(PATIENCE).until(() -> Files.readString(output).contains("Subscribed (mid"));
        return output;
    }

    private static List<JsonNode> lines(Path output) throws IOException {
        var messages = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(output, UTF_8)) {
            if (line.startsWith(">")) {
                messages.add(MAPPER.readTree(line.substring(1)));
            }
        }
        return messages;
    }

    private boolean denied(String who, String topic) throws Exception {
        var output = folder.resolve("denied.out");
        var subscriber = broker.subscriber(who, output, "-q", "1", "-t", topic, "-W", "10");
        assertThat(subscriber.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output).contains("denied");
    }

    private List<RegionBound> bodies(String machine, StreamClass streamClass) throws IOException {
        var stream = new StreamKey(new DeviceId(machine), streamClass);
        var bodies = new ArrayList<RegionBound>();
        for (var part = read(stream, 1); !part.isEmpty(); part = read(stream, bodies.size() + 1L)) {
            part.forEach(entry -> bodies.add(entry.body()));
        }
        return bodies;
    }

    private List<Entry> read(StreamKey stream, long first) throws IOException {
        return journal.read(stream, first, Long.MAX_VALUE - 1, 1_000, 1 << 24);
    }

    private List<Double> values(String machine) throws IOException {
        return bodies(machine, StreamClass.TELEMETRY).stream()
                .map(body -> ((Sample) body).readings().get(0).value())
                .toList();
    }
}
