package io.mededge.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.infra.devstack.plan.FreePorts;
import io.mededge.infra.devstack.plan.LoneProgram;
import io.mededge.infra.devstack.plan.Project;
import io.mededge.infra.devstack.process.DataFolder;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package as a facility gets it: unpacked, its example configuration edited, started by its script, against Debian's broker and a machine. */
class StandAloneIT {
    private static final Path TARGET = Path.of("target");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TERMINATED = 143;
    private static final String TELEMETRY = "devices/region-1/facility-1/pump-1/telemetry";
    private static final String STATUS = "devices/region-1/facility-1/gateway-1/status";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private Path home;

    @BeforeEach
    void unpack() throws Exception {
        Path archive;
        try (var files = Files.list(TARGET)) {
            archive = files.filter(file -> file.getFileName().toString().matches("mededge-gateway-.*\\.tar\\.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("package edge-gateway first: there is no archive in " + TARGET));
        }
        run("tar", "xzf", archive.toString(), "-C", folder.toString());
        home = folder.resolve(archive.getFileName().toString().replace(".tar.gz", ""));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void itDeliversToAForeignBrokerAndGoesOnAfterARestart() throws Exception {
        var broker = new Mosquitto(folder.resolve("broker"));
        open.add(broker);
        var received = folder.resolve("received");
        open.add(broker.subscriber(received, "-t", TELEMETRY, "-q", "1", "-F", "%p")::destroy);
        var states = folder.resolve("states");
        open.add(broker.subscriber(states, "-t", STATUS, "-q", "1", "-F", "%p")::destroy);
        var machine = FreePorts.first(2);
        startSimulator(machine);
        var httpPort = FreePorts.first(1);
        var data = folder.resolve("data");
        var configuration = configuration(broker.url(), httpPort, machine, data);

        var first = start(configuration);
        await().atMost(PATIENCE).until(() -> entries(received).size() >= 20);
        checkValues(entries(received).get(5));
        checkPages(httpPort);
        assertThat(first.info().command())
                .as("the script has become Java")
                .hasValueSatisfying(command -> assertThat(command).endsWith("java"));
        try (var temporary = Files.list(data.resolve("tmp"))) {
            assertThat(temporary).as("temporary files are in the data folder").isNotEmpty();
        }
        end(first);
        await().atMost(PATIENCE).until(() -> lastState(states).equals("offline"));
        var before = highest(received);

        var second = start(configuration);
        await().atMost(PATIENCE).until(() -> highest(received) >= before + 20);
        assertThat(lastState(states)).isEqualTo("online");
        second.destroyForcibly().waitFor();
        await().atMost(PATIENCE).until(() -> lastState(states).equals("offline"));

        assertThat(epochs(received)).as("one journal").hasSize(1);
        var sequences = sequences(received).stream().distinct().sorted().toList();
        assertThat(sequences)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, highest(received)).boxed().toList());
    }

    @Test
    void nothingOfItCanBeReachedFromOutside() throws Exception {
        var outside = OpenPorts.outside();
        assertThat(outside).as("addresses that the network can reach").isNotEmpty();
        var broker = new Mosquitto(folder.resolve("broker"));
        open.add(broker);
        var machine = FreePorts.first(2);
        startSimulator(machine);
        var httpPort = FreePorts.first(1);
        var before = OpenPorts.scan(outside);
        var gateway = start(configuration(broker.url(), httpPort, machine, folder.resolve("data")));
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> get(httpPort, "/q/metrics").contains("mededge_uplink_connected 1.0"));

        var listeners = OpenPorts.of(gateway.pid());
        assertThat(listeners).as("all that it listens to").singleElement().satisfies(only -> {
            assertThat(only.port()).isEqualTo(httpPort);
            assertThat(only.isLocal()).isTrue();
        });
        var added = OpenPorts.scan(outside);
        added.removeAll(before);
        System.out.printf("65,535 ports of %s: %d were open before, new %s%n", outside, before.size(), added);
        // another program of this host may have begun to listen meanwhile
        assertThat(OpenPorts.of(gateway.pid())).noneMatch(listener -> added.contains(listener.port()));
        assertThat(added).doesNotContain(httpPort);
    }

    @Test
    void aListenerThatShouldNotBeIsFound() throws Exception {
        try (var planted = new ServerSocket(0);
                var datagrams = new DatagramSocket(0)) {
            assertThat(OpenPorts.of(ProcessHandle.current().pid()))
                    .filteredOn(listener -> !listener.isLocal())
                    .extracting(OpenPorts.Listener::port)
                    .contains(planted.getLocalPort(), datagrams.getLocalPort());
            assertThat(OpenPorts.scan(OpenPorts.outside())).contains(planted.getLocalPort());
        }
    }

    @Test
    void theScriptSaysWhatIsMissing() throws Exception {
        assertThat(output("bin/mededge-gateway"))
                .contains("usage: mededge-gateway --config FILE")
                .endsWith("2");
        assertThat(output("bin/mededge-gateway", "--config", "nowhere.yaml"))
                .contains("the configuration file nowhere.yaml cannot be read")
                .endsWith("1");
        var noData = Files.writeString(folder.resolve("no-data.yaml"), "gateway:\n  region: r\n");
        assertThat(output("bin/mededge-gateway", "--config", noData.toString()))
                .contains("has no line 'data: DIR'")
                .endsWith("1");
        assertThat(output("bin/mededge-gateway", "--lint", "config/example-pump.yaml"))
                .endsWith("0");
    }

    @Test
    void itsScriptAndTheLauncherGiveJavaTheSameFlags() throws Exception {
        var launcher = LoneProgram.gateway(new Project(folder), new DataFolder(folder), folder.resolve("any"))
                .command();
        // the last of two wins, and files lie elsewhere
        var flags = launcher.stream()
                .filter(word -> word.startsWith("-X") && !word.startsWith("-XX:ErrorFile"))
                .filter(word -> !word.equals("-XX:TieredStopAtLevel=1")
                        || launcher.stream().noneMatch(other -> other.equals("-XX:TieredStopAtLevel=4")))
                .toList();
        var script = Files.readString(home.resolve("bin/mededge-gateway"));
        var start = script.substring(script.lastIndexOf("exec "));

        assertThat(flags).hasSizeGreaterThan(5);
        assertThat(Arrays.stream(start.split("\\s+"))
                        .filter(word -> word.startsWith("-X") && !word.startsWith("-XX:ErrorFile")))
                .containsExactlyInAnyOrderElementsOf(flags);
    }

    @Test
    void systemdUnderstandsTheUnit() throws Exception {
        var analyze = Mosquitto.tool("systemd-analyze").toString();
        var unit = Files.readString(home.resolve("systemd/mededge-gateway.service"))
                .replace("/opt/mededge-gateway", home.toString());
        var file = Files.writeString(folder.resolve("mededge-gateway.service"), unit);

        assertThat(output(analyze, "verify", "--man=no", file.toString()).strip())
                .as("nothing to say about it, and its script exists")
                .isEqualTo("0");
    }

    private static void checkValues(JsonNode entry) {
        assertThat(Instant.parse(entry.path("at").asText()))
                .isAfter(Instant.now().minusSeconds(120));
        assertThat(entry.path("sequence").asLong()).isPositive();
        var flow = entry.path("values").path("blood-flow");
        assertThat(flow.path("value").isNumber()).as("%s", entry).isTrue();
        assertThat(flow.path("unit").asText()).isEqualTo("mL/min");
        assertThat(flow.path("quality").asText()).isEqualTo("good");
    }

    private void checkPages(int httpPort) throws Exception {
        assertThat(get(httpPort, "/")).contains("A-01");
        assertThat(get(httpPort, "/q/metrics")).contains("mededge_uplink_connected 1.0");
        assertThat(get(httpPort, "/q/health/ready")).contains("UP");
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    /** As an administrator asks it. */
    private static void end(Process gateway) throws InterruptedException {
        var started = System.nanoTime();
        gateway.destroy();
        assertThat(gateway.waitFor(15, TimeUnit.SECONDS)).as("ended by SIGTERM").isTrue();
        System.out.printf("SIGTERM to end: %d ms%n", (System.nanoTime() - started) / 1_000_000);
        assertThat(gateway.exitValue()).isIn(0, TERMINATED);
    }

    /** The example, with what is this facility's own. */
    private Path configuration(String broker, int httpPort, int machine, Path data) throws IOException {
        var text = Files.readString(home.resolve("config/gateway.yaml"));
        for (var change : List.of(
                List.of("port: 18080", "port: " + httpPort),
                List.of("data: /var/lib/mededge-gateway", "data: \"" + data + "\"  # here"),
                List.of("/etc/mededge-gateway/example-pump.yaml", home.resolve("config/example-pump.yaml") + ""),
                List.of("profile: example-pump", "profile: mededge-hd"),
                List.of("address: 127.0.0.1:1502", "address: 127.0.0.1:" + machine),
                List.of("poll: 1s", "poll: 100ms"),
                List.of("url: tcp://127.0.0.1:1883", "url: " + broker))) {
            assertThat(text).contains(change.get(0));
            text = text.replaceFirst(change.get(0), change.get(1));
        }
        return Files.writeString(folder.resolve("gateway.yaml"), text);
    }

    private Process start(Path configuration) throws IOException {
        var process = new ProcessBuilder(home.resolve("bin/mededge-gateway").toString(), "--config", configuration + "")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("gateway.log").toFile()))
                .start();
        open.add(process::destroyForcibly);
        return process;
    }

    private void startSimulator(int port) throws IOException {
        var config = folder.resolve("simulator.yaml");
        Files.writeString(config, """
                seed: 1
                stations: 1
                firstPort: %d
                controlPort: %d
                data: "%s"
                """.formatted(port, port + 1, Files.createDirectories(folder.resolve("simulator"))));
        open.add(ChildProgram.infra(
                "simulator", "io.mededge.infra.simulator.Simulator", config, folder.resolve("simulator.log")));
    }

    private static List<JsonNode> messages(Path file) throws IOException {
        var text = Files.readString(file);
        var messages = new ArrayList<JsonNode>();
        for (var line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
            messages.add(MAPPER.readTree(line));
        }
        return messages;
    }

    private static List<JsonNode> entries(Path received) throws IOException {
        return messages(received).stream()
                .flatMap(message -> StreamSupport.stream(message.path("entries").spliterator(), false))
                .toList();
    }

    private static List<Long> sequences(Path received) throws IOException {
        return entries(received).stream()
                .map(entry -> entry.path("sequence").asLong())
                .toList();
    }

    private static long highest(Path received) throws IOException {
        return sequences(received).stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private static List<String> epochs(Path received) throws IOException {
        return messages(received).stream()
                .map(message -> message.path("epoch").asText())
                .distinct()
                .toList();
    }

    private static String lastState(Path states) throws IOException {
        return messages(states).stream()
                .map(message -> message.path("state").asText())
                .filter(state -> !state.isEmpty())
                .reduce("", (before, after) -> after);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                .as("%s", List.of(command))
                .isZero();
    }

    /** What a command in the unpacked directory writes, and its exit code at the end. */
    private String output(String... command) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(command));
        words.set(0, home.resolve(command[0]).toString());
        var process = new ProcessBuilder(words)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return text + process.waitFor();
    }
}
