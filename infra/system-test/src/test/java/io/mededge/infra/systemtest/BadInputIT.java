package io.mededge.infra.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.infra.devstack.pki.Holder;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.safety.Hazard;
import io.mededge.model.topic.DeviceTopic;
import io.mededge.model.topic.DeviceTopic.Verb;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input is answered clearly where it enters, is counted, and blocks nothing: after each case values go on arriving. */
@ExtendWith(RunningStack.Extension.class)
class BadInputIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int RANDOM_PAYLOADS = 200;
    private static final Place PLACE = Place.of("region-1", "facility-1");
    private static final Holder GATEWAY = Holder.gateway("gateway-1", "region-1", "facility-1");

    private final RunningStack stack;
    private final Metrics gateway;
    private final Metrics region;
    private final Metrics world;

    BadInputIT(RunningStack stack) {
        this.stack = stack;
        this.gateway = new Metrics(stack.address("facilityBoard"));
        this.region = new Metrics(stack.address("regionalPage"));
        this.world = new Metrics(stack.address("globalPage"));
    }

    @ParameterizedTest
    @CsvSource({"garbled, MODBUS_GARBLED, A-02", "device-failure, MODBUS_EXCEPTION, A-03"})
    @Hazard("H-003")
    void aMachineThatAnswersWronglyLeavesAGapAndDelaysNoOther(String wire, FaultCode fault, String station)
            throws SQLException {
        var counted = gateway.count(fault);
        var start = Instant.now();
        stack.simulation().fault(station, wire, 60);
        try {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(gateway.count(fault)).isGreaterThan(counted));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(gapsSince(start, station, fault)).isPositive());
            assertValuesArrive("A-04");
        } finally {
            stack.simulation().endFault(station);
        }
        assertValuesArrive(station);
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 20, 43, 99, 127})
    void aMachineAnswersAnUnknownFunctionWithExceptionOne(int function) throws IOException {
        var machine = stack.machine(5);
        var reply = machine.ask(function, 0, 1);
        assertThat(reply.isException()).isTrue();
        assertThat(reply.exceptionCode()).isEqualTo(1);
        assertThat(machine.read(Machine.BLOOD_FLOW_SET))
                .as("the next request is answered")
                .isNotNegative();
    }

    @Test
    void randomBytesGoToTheDeadLettersWithTheirReason() throws MqttException, SQLException {
        var counted = region.count(FaultCode.INTAKE_MALFORMED);
        var topic = new DeviceTopic(PLACE, new DeviceId("A-06-hd"), Verb.TELEMETRY).path();
        var random = new Random(6);
        try (var peer = MqttPeer.connect(stack, GATEWAY)) {
            for (var i = 0; i < RANDOM_PAYLOADS; i++) {
                var payload = new byte[1 + random.nextInt(2_000)];
                random.nextBytes(payload);
                peer.publish(topic, payload);
            }
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(region.count(FaultCode.INTAKE_MALFORMED))
                        .isGreaterThanOrEqualTo(counted + RANDOM_PAYLOADS));
        assertThat(deadLetters(topic))
                .hasSizeGreaterThanOrEqualTo(RANDOM_PAYLOADS)
                .allMatch("ME-501"::equals);
        assertValuesArrive("A-06");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Observation?date=yesterday",
                "Observation?date=2026-13-01",
                "Observation?colour=red",
                "Observation?_count=many",
                "Observation?_count=-1",
                "Observation?_sort=weight",
                "Observation?code=%7C%7C%7C",
                "Device?colour=red",
                "Patient?name=Doe"
            })
    void anInvalidSearchGetsAnOperationOutcome(String search) {
        var counted = region.count(FaultCode.FHIR_BAD_SEARCH);
        var answer = stack.fhir().get(search);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("resourceType").asText()).isEqualTo("OperationOutcome");
        assertThat(answer.json().at("/issue/0/severity").asText()).isEqualTo("error");
        assertThat(answer.body()).contains("ME-601").doesNotContain("Exception", "at io.mededge", "at ca.uhn");
        assertThat(region.count(FaultCode.FHIR_BAD_SEARCH)).isEqualTo(counted + 1);
        assertThat(stack.fhir().get("Observation?_count=1").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "AAAA", "%F0%9F%A6%80", "1"})
    void aWrongPageTokenGetsAProblem(String token) {
        var counted = world.count(FaultCode.CATALOG_BAD_PAGE_TOKEN);
        var answer = Web.get(stack.address("globalPage") + "/api/catalog/devices?pageToken=" + token);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("ME-704").doesNotContain("Exception", "at io.mededge");
        assertThat(world.count(FaultCode.CATALOG_BAD_PAGE_TOKEN)).isEqualTo(counted + 1);
        assertThat(Web.get(stack.address("globalPage") + "/api/catalog/devices").status())
                .isEqualTo(200);
    }

    @Test
    void anUnknownFilterOfTheCatalogGetsAProblem() {
        var counted = world.count(FaultCode.CATALOG_BAD_QUERY);
        var answer = Web.get(stack.address("globalPage") + "/api/catalog/devices?colour=red");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("ME-703");
        assertThat(world.count(FaultCode.CATALOG_BAD_QUERY)).isEqualTo(counted + 1);
    }

    private void assertValuesArrive(String station) throws SQLException {
        var now = Instant.now();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(newestSample(station)).isAfter(now));
    }

    private Instant newestSample(String station) throws SQLException {
        return stack.database()
                .rows(
                        "select max(at) from sample join series on series.id = sample.series where device = ?",
                        row -> row.getObject(1, OffsetDateTime.class).toInstant(),
                        station + "-hd")
                .get(0);
    }

    private long gapsSince(Instant start, String station, FaultCode fault) throws SQLException {
        return stack.database()
                .number(
                        "select count(*) from gap join stream on stream.id = gap.stream where device = ? and fault = ? and at >= ?",
                        station + "-hd",
                        fault.number(),
                        start.atOffset(java.time.ZoneOffset.UTC));
    }

    /** The faults of the dead letters that came by this topic. */
    private List<String> deadLetters(String topic) {
        var faults = new ArrayList<String>();
        new KafkaCluster(stack.address("kafkaRegional")).forEach(List.of("dead-letters"), letter -> {
            if (new String(letter.headers().lastHeader("mqtt-topic").value(), UTF_8).equals(topic)) {
                assertThat(letter.headers().lastHeader("reason").value()).isNotEmpty();
                faults.add(new String(letter.headers().lastHeader("fault").value(), UTF_8));
            }
        });
        return faults;
    }
}
