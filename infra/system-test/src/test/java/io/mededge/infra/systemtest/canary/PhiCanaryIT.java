package io.mededge.infra.systemtest.canary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.systemtest.FacilityStaff;
import io.mededge.infra.systemtest.KafkaCluster;
import io.mededge.infra.systemtest.MqttPeer;
import io.mededge.infra.systemtest.RunningStack;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Patients with unmistakable names are treated at the facility; nothing outside it knows them. The same search finds each of four leaks that are planted on
 * purpose, so that finding nothing means something.
 */
@ExtendWith(RunningStack.Extension.class)
@Hazard("H-009")
class PhiCanaryIT {
    private static final SyntheticPatient FIRST = new SyntheticPatient(
            "Philodendra", "Quöxenbrandt", "1947-03-29", "urn:oid:2.999.7734.1", "MRN-55-QX-77341");

    private static final SyntheticPatient SECOND = new SyntheticPatient(
            "Balthasarius", "Zwirnkäppchen", "1951-11-07", "urn:oid:2.999.7734.2", "MRN-55-ZK-90218");

    private static final SyntheticPatient LEAKED = new SyntheticPatient(
            "Kunigundula", "Leckwässerlein", "1939-06-18", "urn:oid:2.999.7734.3", "MRN-55-LW-31416");

    private static final List<String> STATIONS = List.of("B-01", "B-02");
    private static final Duration TREATMENT = Duration.ofSeconds(20);
    private static final String LEAK_TOPIC = "canary-leak";

    private final RunningStack stack;

    PhiCanaryIT(RunningStack stack) {
        this.stack = stack;
    }

    @Test
    void nothingOutsideTheFacilityKnowsAPatient()
            throws MqttException, IOException, SQLException, InterruptedException {
        var canaries = List.of(FIRST, SECOND).stream()
                .flatMap(patient -> patient.canaries().stream())
                .collect(Collectors.toSet());
        try (var listener = MqttPeer.connect(stack, Holder.observer())) {
            listener.listen();
            FIRST.admit(stack, STATIONS.get(0));
            SECOND.admit(stack, STATIONS.get(1));
            provokeErrors();
            awaitPseudonyms(2);
            Thread.sleep(TREATMENT.toMillis());
            STATIONS.forEach(station -> SyntheticPatient.release(stack, station));
            assertThat(listener.heard()).as("messages on the wire").hasSizeGreaterThan(100);
            assertThat(OutsideWorld.scan(stack, new CanaryScanner(canaries), listener))
                    .isEmpty();
        }
    }

    /** The facility itself knows whom it treats: so the names were really there to leak. */
    @Test
    void theFacilityShowsItsOwnPatients() {
        var patient = new SyntheticPatient(
                "Amaryllis", "Fürchtegottlich", "1960-01-01", "urn:oid:2.999.7734.4", "MRN-55-AF-00001");
        patient.admit(stack, "B-03");
        try {
            var page = FacilityStaff.nurse(stack).get("/patients").body();
            assertThat(new CanaryScanner(patient.canaries()).scan("the facility's page", page))
                    .isNotEmpty();
        } finally {
            SyntheticPatient.release(stack, "B-03");
        }
    }

    @Test
    void eachOfFourPlantedLeaksIsFound() throws MqttException, IOException, SQLException {
        var log = OutsideWorld.log(stack, "regional");
        var kafka = new KafkaCluster(stack.address("kafkaRegional"));
        try (var listener = MqttPeer.connect(stack, Holder.observer());
                var leaky = MqttPeer.connect(stack, Holder.gateway("gateway-1", "region-1", "facility-1"))) {
            listener.listen();
            Files.writeString(log, "WARN no bed for " + LEAKED.family() + "\n", UTF_8, StandardOpenOption.APPEND);
            leaky.publish(
                    "devices/region-1/facility-1/gateway-1/reply",
                    new byte[] {1},
                    new UserProperty("patient", LEAKED.given()));
            kafka.createTopic(LEAK_TOPIC);
            kafka.write("none", List.of(new ProducerRecord<>(LEAK_TOPIC, bytes(LEAKED.number()), new byte[] {1})));
            kafka.write(
                    "lz4",
                    Collections.nCopies(
                            50,
                            new ProducerRecord<>(
                                    LEAK_TOPIC,
                                    new byte[] {2},
                                    bytes("{\"identifier\":\"" + LEAKED.system() + "\"}"))));
            await().until(() -> listener.heard().stream()
                    .anyMatch(message -> message.topic().endsWith("/reply")));
            var hits = OutsideWorld.scan(stack, new CanaryScanner(LEAKED.canaries()), listener);
            assertThat(hits)
                    .anyMatch(hit ->
                            hit.where().equals(log.toString()) && hit.canary().equals(LEAKED.family()));
            assertThat(hits)
                    .anyMatch(hit -> hit.where().startsWith("MQTT user property")
                            && hit.canary().equals(LEAKED.given()));
            assertThat(hits)
                    .anyMatch(hit -> hit.where().equals("kafkaRegional topic " + LEAK_TOPIC + " key")
                            && hit.canary().equals(LEAKED.number()));
            assertThat(compressedInAFile(hits))
                    .as("the compressed batch, in Kafka's own file")
                    .isTrue();
        }
    }

    private static boolean compressedInAFile(Set<Hit> hits) {
        return hits.stream()
                .filter(hit -> hit.where().contains(LEAK_TOPIC) && hit.where().endsWith(".log"))
                .filter(hit -> hit.canary().equals(LEAKED.system()))
                .anyMatch(hit -> hit.form().contains(" in lz4"));
    }

    /** What goes wrong is written down somewhere; a second admission, a taken bed and a broken body must not be written down with the name. */
    private void provokeErrors() {
        var nurse = FacilityStaff.nurse(stack);
        var again = """
                {"given": "%s", "family": "%s", "birthDate": "%s", "identifier": {"system": "%s", "value": "%s"}}""".formatted(FIRST.given(), FIRST.family(), FIRST.birthDate(), FIRST.system(), FIRST.number());
        assertThat(nurse.post("/api/patients", again).status()).isEqualTo(409);
        assertThat(nurse.post("/api/patients", again.replace("1947", "2947")).status())
                .isEqualTo(400);
        assertThat(nurse.post("/api/patients", again.substring(0, again.length() - 2))
                        .status())
                .isEqualTo(400);
        assertThat(nurse.put("/api/stations/" + FIRST.family() + "/association", "{}")
                        .status())
                .isBetween(400, 499);
        assertThat(stack.fhir().get("Patient?name=" + "nobody").status()).isEqualTo(400);
    }

    private void awaitPseudonyms(int patients) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(stack.database().number("select count(*) from patient"))
                        .isGreaterThanOrEqualTo(patients));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
