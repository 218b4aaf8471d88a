package io.mededge.infra.devstack.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.devstack.process.DataFolder;
import io.mededge.infra.devstack.process.ProcessSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanTest {
    private static final Set<Part> ALL = EnumSet.allOf(Part.class);

    @TempDir
    Path folder;

    private Options options;

    @BeforeEach
    void setUp() {
        options = Options.defaults(folder.resolve("data"));
    }

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        var plan = plan(options);

        assertThat(plan.processes())
                .extracting(ProcessSpec::name)
                .containsExactly(
                        "kafka-regional",
                        "kafka-global",
                        "postgres",
                        "cassandra",
                        "broker-regional",
                        "broker-facility",
                        "simulator",
                        "edge-gateway",
                        "regional",
                        "global");
        assertThat(plan.addresses())
                .containsEntry("facilityBoard", "http://127.0.0.1:18080")
                .containsEntry("fhir", "http://127.0.0.1:18081/fhir")
                .containsEntry("globalPage", "http://127.0.0.1:18082")
                .containsEntry("mqttRegional", "ssl://127.0.0.1:18883")
                .containsEntry("mqttFacility", "ssl://127.0.0.1:18884")
                .containsEntry("kafkaRegional", "127.0.0.1:19092")
                .containsEntry("kafkaGlobal", "127.0.0.1:19192")
                .containsEntry("cassandra", "127.0.0.1:19042")
                .containsEntry("postgres", "postgresql://127.0.0.1:15432/mededge")
                .containsKeys("regionalPage", "catalog");
    }

    @Test
    void eachProcessComesAfterWhatItNeeds() {
        var seen = new HashSet<String>();
        for (var process : plan(options.withRegions(3).withFacilities(4)).processes()) {
            assertThat(seen).as(process.name()).containsAll(process.needs());
            seen.add(process.name());
        }
    }

    @Test
    void moreRegionsAndFacilitiesGetASuffixAndTheNextHundred() {
        var plan = plan(options.withRegions(2).withFacilities(3));

        assertThat(plan.processes())
                .extracting(ProcessSpec::name)
                .contains("regional-2", "postgres-2", "edge-gateway-3")
                .doesNotContain("regional-3", "global-2");
        assertThat(plan.addresses())
                .containsEntry("fhir-2", "http://127.0.0.1:18181/fhir")
                .containsEntry("facilityBoard-3", "http://127.0.0.1:18280")
                .containsEntry("kafkaRegional-2", "127.0.0.1:19292");
        assertThat(plan.obstacles()).noneMatch(obstacle -> obstacle.contains("would both use"));
    }

    @Test
    void facilitiesAreSpreadOverTheRegions() throws Exception {
        var plan = plan(options.withRegions(2).withFacilities(3));
        plan.writeFiles();

        assertThat(gatewayFile(1)).contains("region: region-1").contains(":18883");
        assertThat(gatewayFile(2))
                .contains("region: region-2")
                .contains("id: gateway-2")
                .contains(":18983");
        assertThat(gatewayFile(3)).contains("region: region-1").contains("facility: facility-3");
    }

    @Test
    void anOwnPortIsUsedEverywhere() throws Exception {
        var plan = plan(options.withPort("mqttRegional", 28883).withPort("postgres", 25432));
        plan.writeFiles();

        assertThat(gatewayFile(1)).contains("ssl://127.0.0.1:28883");
        assertThat(file("regional.properties"))
                .contains("regional.mqtt.url=ssl://127.0.0.1:28883")
                .contains("jdbc:postgresql://127.0.0.1:25432/mededge")
                .contains("reactive.url=postgresql://127.0.0.1:25432/mededge");
        assertThat(file("broker-regional.yaml")).contains("port: 28883");
    }

    @Test
    void twoUsesOfOnePortAreAnObstacle() {
        var obstacles = plan(options.withPort("postgres", 15025)).obstacles();

        assertThat(obstacles).anyMatch(sentence -> sentence.contains("postgres and stations would both use port"));
    }

    @Test
    void aTakenPortIsNamedWithItsRemedy() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var plan = Plan.of(project(), options.withPort("postgres", taken.getLocalPort()), Set.of(Part.POSTGRES));

            assertThat(plan.occupiedPorts())
                    .singleElement()
                    .asString()
                    .startsWith("port " + taken.getLocalPort() + " (postgres) is already in use")
                    .contains("--port postgres=N")
                    .contains("MEDEDGE_PORT_POSTGRES=N");
        }
    }

    @Test
    void freePortsDifferAndLeaveChosenOnesAlone() {
        var chosen = new FreePorts(project(), ALL).apply(options.withPort("postgres", 31999));

        assertThat(chosen.ports()).hasSize(PortName.values().length).containsEntry("postgres", 31999);
        assertThat(plan(chosen).obstacles()).noneMatch(obstacle -> obstacle.contains("would both use"));
        assertThat(plan(chosen).occupiedPorts()).isEmpty();
    }

    @Test
    void whatIsNotBuiltIsNamed() {
        var empty = new Project(folder);

        assertThat(Plan.of(empty, options, ALL).obstacles())
                .anyMatch(sentence -> sentence.contains("edge-gateway/target/quarkus-app/quarkus-run.jar is missing"))
                .anyMatch(sentence -> sentence.contains("infra/broker is not built"))
                .anyMatch(sentence -> sentence.contains("Kafka is not there"))
                .anyMatch(sentence -> sentence.contains("Cassandra is not there"))
                .anyMatch(sentence -> sentence.contains("PostgreSQL is not there"));
    }

    @Test
    void namedDevicesReplaceTheSimulator() throws Exception {
        var devices = Files.writeString(folder.resolve("devices.yaml"), """
                profile-files: [profiles/mine.yaml]
                devices:
                  - {id: X-1, station: X, zone: X, profile: mine, address: "10.0.0.7:502", unit: 1, poll: 1s, serial: S1}
                """);
        var plan = plan(options.withDevices(devices));
        plan.writeFiles();

        assertThat(plan.processes()).extracting(ProcessSpec::name).doesNotContain("simulator");
        assertThat(gatewayFile(1))
                .contains("10.0.0.7:502")
                .contains(folder.resolve("profiles/mine.yaml").toString())
                .doesNotContain("SIM-0001");
    }

    @Test
    void whoComesToTheFacilitysBrokerGetsACertificate() throws Exception {
        plan(options.withRegions(2).withFacilities(2)).writeFiles();
        assertThat(gatewayFile(2)).contains("ssl://127.0.0.1:18984").contains("{id: vitals-2,");
        assertThat(folder.resolve("data/pki/vitals-2-key.pem")).exists();
        assertThat(folder.resolve("data/pki/bedside-2.pem")).exists();

        var devices = Files.writeString(folder.resolve("devices.yaml"), """
                devices:
                  - {id: scale-1, profile: mine, address: "mqtt:", serial: S1}
                  - {id: "../no", profile: mine, address: "mqtt:", serial: S2}
                """);
        plan(options.withDevices(devices)).writeFiles();
        assertThat(folder.resolve("data/pki/scale-1.pem")).exists();
    }

    @Test
    void aBadDevicesFileIsAnObstacle() throws IOException {
        var noList = Files.writeString(folder.resolve("a.yaml"), "machines: []");
        var noYaml = Files.writeString(folder.resolve("b.yaml"), "devices: [");

        assertThat(plan(options.withDevices(noList)).obstacles()).anyMatch(text -> text.contains("has no list"));
        assertThat(plan(options.withDevices(noYaml)).obstacles()).anyMatch(text -> text.contains("is no YAML"));
        assertThat(plan(options.withDevices(folder.resolve("none"))).obstacles())
                .anyMatch(text -> text.contains("cannot be read"));
    }

    @Test
    void aProgramAloneNeedsItsConfigurationFile() throws IOException {
        var data = new DataFolder(options.data());
        var present = Files.createFile(folder.resolve("gateway.yaml"));

        assertThat(LoneProgram.gateway(project(), data, folder.resolve("none")).obstacles())
                .anyMatch(text -> text.contains("none cannot be read"));
        assertThat(LoneProgram.simulator(project(), data, present).obstacles())
                .noneMatch(text -> text.contains("cannot be read"));
    }

    @Test
    void stationsAreNumberedWithinTheirZone() {
        assertThat(Machines.stationName(0)).isEqualTo("A-01");
        assertThat(Machines.stationName(9)).isEqualTo("A-10");
        assertThat(Machines.stationName(10)).isEqualTo("B-01");
        assertThat(Machines.stationName(30)).isEqualTo("D-01");
        assertThat(Machines.stationName(38)).isEqualTo("E-01");
        assertThat(Machines.stationName(51)).isEqualTo("F-08");
    }

    @Test
    void aSystemSurvivesBeingWrittenDown() throws IOException {
        var system = new SavedSystem(
                options.withRegions(2)
                        .withFacilities(1)
                        .withStations(7)
                        .withDevices(folder.resolve("d.yaml"))
                        .withPort("fhir-2", 1234),
                EnumSet.of(Part.KAFKA_GLOBAL, Part.GLOBAL));
        system.write();

        assertThat(SavedSystem.read(new DataFolder(options.data()))).contains(system);
        assertThat(SavedSystem.read(new DataFolder(folder.resolve("elsewhere"))))
                .isEmpty();
    }

    private static Project project() {
        return Project.find();
    }

    private static Plan plan(Options options) {
        return Plan.of(project(), options, ALL);
    }

    private String gatewayFile(int facility) throws IOException {
        return file(Part.EDGE_GATEWAY.processName(facility) + ".yaml");
    }

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve("data/conf").resolve(name));
    }
}
