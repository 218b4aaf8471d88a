package io.mededge.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.edge.journal.Journal;
import io.mededge.edge.uplink.FakeRegion;
import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.infra.devstack.pki.DevelopmentPki;
import io.mededge.infra.devstack.pki.Holder;
import io.mededge.infra.devstack.plan.FreePorts;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Lane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway as a process, with the whole digital facility on one side and the project's broker on the other. */
class EdgeGatewayIT {
    private static final Map<String, Integer> ZONES = Map.of("A", 10, "B", 10, "C", 10, "D", 8, "E", 6, "F", 8);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final long MAX_RESIDENT_MIB = 300;
    private static final Path RUNNER =
            Path.of(System.getProperty("mededge.gateway.runner", "target/quarkus-app/quarkus-run.jar"));

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private FakeRegion region;
    private ChildProgram broker;
    private ChildProgram gateway;
    private Path profile;
    private int httpPort;
    private int devices;

    @BeforeEach
    void startFacility() throws Exception {
        var pki = new DevelopmentPki(folder.resolve("pki"), Clock.systemUTC());
        var gatewayFiles = pki.ensure(Holder.gateway("gateway-1", "region-1", "facility-1"));
        var regionalFiles = pki.ensure(Holder.regional("regional-1", "region-1"));
        var ports = FreePorts.first(52);
        var brokerPort = FreePorts.first(1);
        var url = "ssl://127.0.0.1:" + brokerPort;
        broker = startBroker(pki.ensure(Holder.broker("broker-regional-1")), brokerPort);
        startSimulator(ports);
        region = FakeRegion.connect(url, regionalFiles, PATIENCE);
        open.add(region);
        httpPort = FreePorts.first(1);
        profile = folder.resolve("mededge-hd.yaml");
        try (var shipped = EdgeGatewayIT.class.getResourceAsStream("/profiles/mededge-hd.yaml")) {
            Files.copy(Objects.requireNonNull(shipped), profile);
        }
        gateway = startGateway(gatewayYaml(ports, url, gatewayFiles));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void aWholeFacilityIsPolledAndDeliveredAndNothingIsLostOverAKill() throws Exception {
        awaitReady();
        await().atMost(PATIENCE).until(() -> streams(StreamClass.EVENTS) >= devices);
        await().atMost(PATIENCE).until(() -> streams(StreamClass.TELEMETRY) >= 52);

        assertThat(region.received)
                .filteredOn(one -> one.batch().entries().get(0).body() instanceof DeviceDescription)
                .extracting(one -> one.batch().stream().device())
                .hasSizeGreaterThanOrEqualTo(devices);
        // without the first seconds, in which everything is compiled
        await().atMost(PATIENCE).until(() -> samples() > 2_500);
        printDelays();
        var resident = gateway.residentMiB();
        System.out.println("gateway with " + devices + " devices: " + resident + " MiB resident");
        assertThat(resident).isLessThanOrEqualTo(MAX_RESIDENT_MIB);
        assertThat(get("/q/metrics").body())
                .contains(
                        "mededge_polls_total{outcome=\"polled\"}",
                        "mededge_faults_total{fault=\"ME-102\"}",
                        "mededge_journal_entries");

        gateway.kill();
        gateway.restart();
        awaitReady();
        var before = samples();
        await().atMost(PATIENCE).until(() -> samples() > before + 1_000);
        await().atMost(PATIENCE).until(() -> region.have.values().stream().allMatch(EdgeGatewayIT::isWhole));
        assertThat(region.have.keySet().stream().map(stream -> stream.epoch()).distinct())
                .as("the journal lived on")
                .hasSize(1);
    }

    @Test
    void aFacilityThatIsCutOffIsReadyAndLosesNothing() throws Exception {
        awaitReady();
        await().atMost(PATIENCE).until(() -> samples() > 500);
        broker.kill();
        Thread.sleep(5_000);

        assertThat(get("/q/health/ready").statusCode()).as("without the region").isEqualTo(200);

        broker.restart();
        var before = samples();
        await().atMost(PATIENCE).until(() -> samples() > before + 1_500);
        await().atMost(PATIENCE).until(() -> region.have.values().stream().allMatch(EdgeGatewayIT::isWhole));
        assertThat(region.received).anyMatch(one -> one.batch().lane() == Lane.BACKLOG);
    }

    @Test
    void aChangedProfileIsDescribedAnewAndABadOneChangesNothing() throws Exception {
        awaitReady();
        await().atMost(PATIENCE).until(() -> described(2) == 52);
        var first = Files.readString(profile);

        Files.writeString(profile, first.replace("version: 2", "version: 3").replace("Blood flow,", "Flow of blood,"));
        await().atMost(PATIENCE).until(() -> described(3) == 52);
        var before = samples();
        await().atMost(PATIENCE).until(() -> samples() > before + 500);

        Files.writeString(profile, first.replace("version: 2", "version: 4").replace("mL/min", "mmHg"));
        await().atMost(PATIENCE)
                .until(() -> get("/q/metrics").body().contains("mededge_faults_total{fault=\"ME-203\"} 1.0"));
        var after = samples();
        await().atMost(PATIENCE).until(() -> samples() > after + 500);
        assertThat(described(4)).isZero();
        await().atMost(PATIENCE).until(() -> region.have.values().stream().allMatch(EdgeGatewayIT::isWhole));
    }

    /** The broker is away, so what is recorded exists in this gateway and its backup only; then its disk is gone. */
    @Test
    void aGatewayOnNewHardwareDeliversWhatTheLostOneHad() throws Exception {
        awaitReady();
        gateway.kill();
        var shares = recovery("shares", "--shares", "3", "--needed", "2");
        var given = Files.write(
                folder.resolve("shares"),
                shares.lines()
                        .filter(line -> line.startsWith("mededge-share"))
                        .limit(2)
                        .toList());
        gateway.restart();
        awaitReady();
        await().atMost(PATIENCE).until(() -> samples() > 500);
        var oldEpochs = epochs();
        broker.kill();
        Thread.sleep(4_000);
        var waiting = (long) metric("mededge_journal_entries");
        assertThat(waiting).isGreaterThan(200);
        Thread.sleep(2_000);
        System.out.printf("lag of the backup %.1f s%n", metric("mededge_backup_lag_seconds"));
        gateway.kill();
        delete(folder.resolve("gateway"));

        var started = System.nanoTime();
        assertThat(recovery("restore", "--share", given.toString())).contains("restored into");
        var delivered = region.received.size();
        gateway.restart();
        awaitReady();
        System.out.printf("TAKEOVER restored and polling after %.1f s%n", (System.nanoTime() - started) / 1e9);
        broker.restart();

        await().atMost(PATIENCE).until(() -> epochs().size() > oldEpochs.size());
        await().atMost(PATIENCE).until(() -> metric("mededge_journal_former_entries") == 0);
        var ofOldEpoch = region.received.stream()
                .skip(delivered)
                .filter(one -> oldEpochs.contains(one.batch().stream().epoch()))
                .mapToLong(one -> one.batch().entries().size())
                .sum();
        assertThat(ofOldEpoch).as("records of the lost gateway").isGreaterThanOrEqualTo(waiting);
        await().atMost(PATIENCE).until(() -> region.have.values().stream().allMatch(EdgeGatewayIT::isWhole));
        assertThat(region.received)
                .as("what may be missing is said")
                .anyMatch(one -> one.batch().entries().get(0).body() instanceof Gap gap
                        && gap.fault() == FaultCode.GATEWAY_REPLACED);
        await().atMost(PATIENCE)
                .until(() -> Journal.formers(folder.resolve("gateway/journal")).isEmpty());
    }

    private Set<Long> epochs() {
        return region.have.keySet().stream().map(StreamId::epoch).collect(Collectors.toSet());
    }

    private double metric(String name) throws IOException, InterruptedException {
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    private String recovery(String command, String... options) throws Exception {
        Files.createDirectories(folder.resolve("second-disk"));
        var app = RUNNER.toAbsolutePath().resolveSibling("");
        var arguments = new ArrayList<>(List.of(
                "-cp",
                app.resolve("app") + "/*:" + app.resolve("lib/main") + "/*:" + app.resolve("lib/boot") + "/*",
                "io.mededge.edge.backup.RecoveryCommand",
                command,
                "--data",
                folder.resolve("gateway").toString(),
                "--backup",
                folder.resolve("second-disk").toString()));
        arguments.addAll(List.of(options));
        var log = folder.resolve("recovery-" + command + ".log");
        var child = ChildProgram.java(arguments, log);
        await().atMost(PATIENCE).until(() -> !child.isAlive());
        return child.output();
    }

    private static void delete(Path of) throws IOException {
        try (var files = Files.walk(of)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** How many machines have said that they have this version of the profile. */
    private long described(int version) {
        return region.received.stream()
                .flatMap(one -> one.batch().entries().stream()
                        .filter(entry -> entry.body() instanceof DeviceDescription description
                                && description.profile().equals("mededge-hd")
                                && description.profileVersion() == version)
                        .map(entry -> one.batch().stream().device()))
                .distinct()
                .count();
    }

    private static boolean isWhole(SequenceSet set) {
        synchronized (set) {
            return set.missing() == 0;
        }
    }

    private long streams(StreamClass streamClass) {
        return region.have.keySet().stream()
                .filter(stream -> stream.streamClass() == streamClass)
                .count();
    }

    private long samples() {
        return region.received.stream()
                .flatMap(one -> one.batch().entries().stream())
                .filter(entry -> entry.body() instanceof Sample)
                .count();
    }

    private void printDelays() {
        var delays = region.received.stream()
                .skip(region.received.size() - 1_000L)
                .filter(one -> one.batch().lane() == Lane.LIVE)
                .map(one -> Duration.between(one.batch().entries().get(0).recorded(), one.when())
                        .toMillis())
                .sorted()
                .toList();
        System.out.printf(
                "recorded at the gateway to received by the region, %d live records: median %d ms, p99 %d ms%n",
                delays.size(), delays.get(delays.size() / 2), delays.get(delays.size() * 99 / 100));
        assertThat(delays.get(delays.size() / 2)).as("median, ms").isLessThan(250);
    }

    private void awaitReady() throws IOException {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .ignoreExceptions()
                    .until(() -> get("/q/health/ready").statusCode() == 200);
        } catch (ConditionTimeoutException late) {
            var said = gateway.output().lines().toList();
            var tail = said.subList(Math.max(0, said.size() - 60), said.size());
            throw new AssertionError("the gateway is not ready; it said:\n" + String.join("\n", tail), late);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private ChildProgram startBroker(Credentials files, int port) throws IOException {
        var config = folder.resolve("broker.yaml");
        Files.writeString(config, """
                host: 127.0.0.1
                port: %d
                data: "%s"
                tls: {keyStore: "%s", trustStore: "%s", passwordFile: "%s"}
                """.formatted(
                        port, folder.resolve("broker"), files.keyStore(), files.trustStore(), files.passwordFile()));
        return started(
                ChildProgram.infra("broker", "io.mededge.infra.broker.Broker", config, folder.resolve("broker.log")));
    }

    private void startSimulator(int firstPort) throws IOException {
        var config = folder.resolve("simulator.yaml");
        Files.writeString(config, """
                seed: 1
                stations: 52
                firstPort: %d
                controlPort: %d
                data: "%s"
                """.formatted(
                        firstPort, FreePorts.first(1), Files.createDirectories(folder.resolve("simulator"))));
        started(ChildProgram.infra(
                "simulator", "io.mededge.infra.simulator.Simulator", config, folder.resolve("simulator.log")));
    }

    private ChildProgram startGateway(Path config) throws IOException {
        return started(ChildProgram.java(
                List.of(
                        "-Xmx112m",
                        "-Xss512k",
                        "-XX:MaxDirectMemorySize=48m",
                        "-Dsmallrye.config.locations=" + config.toUri(),
                        "-jar",
                        RUNNER.toString()),
                folder.resolve("gateway.log")));
    }

    private ChildProgram started(ChildProgram program) {
        open.add(program);
        return program;
    }

    private Path gatewayYaml(int firstPort, String url, Credentials files) throws IOException {
        var yaml = new StringBuilder("""
                quarkus: {http: {host: 127.0.0.1, port: %d}}
                gateway:
                  region: region-1
                  facility: facility-1
                  id: gateway-1
                  data: "%s"
                  uplink: {mode: region, url: "%s", key-store: "%s", trust-store: "%s", password-file: "%s"}
                  profile-files: ["%s"]
                  backup: {folder: "%s"}
                  devices:
                """.formatted(
                        httpPort,
                        folder.resolve("gateway"),
                        url,
                        files.keyStore(),
                        files.trustStore(),
                        files.passwordFile(),
                        profile,
                        folder.resolve("second-disk")));
        var port = firstPort;
        for (var zone : ZONES.keySet().stream().sorted().toList()) {
            for (var number = 1; number <= ZONES.getOrDefault(zone, 0); number++) {
                var station = "%s-%02d".formatted(zone, number);
                var common = "station: %s, zone: %s, address: \"127.0.0.1:%d\"".formatted(station, zone, port++);
                yaml.append("    - {id: %s-hd, %s, profile: mededge-hd, unit: 1, poll: 500ms, serial: SIM-%s}%n"
                        .formatted(station, common, station));
                yaml.append("    - {id: %s-nibp, %s, profile: mededge-nibp, unit: 2, poll: 5s, serial: SIM-%s-M}%n"
                        .formatted(station, common, station));
                devices += 2;
            }
        }
        var file = folder.resolve("gateway.yaml");
        return Files.writeString(file, yaml);
    }
}
