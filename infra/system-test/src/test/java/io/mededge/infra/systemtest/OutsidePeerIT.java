package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mededge.infra.devstack.plan.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./mededge up --devices FILE} with a Modbus server that is not ours and a profile that no region has ever seen: its values arrive in FHIR, and a
 * changed register follows. After {@code ./mededge down} no process and no temporary file is left.
 */
@Order(1)
class OutsidePeerIT {
    private static final Path RESOURCES = Path.of("src/test/resources/peer");
    private static final int INFUSION_RATE = 4;
    private static final String DEVICE = "facility-1.pump-1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Where programs leave temporary files when nobody tells them where. */
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    @TempDir
    private Path folder;

    private Process peer;
    private int port;

    @BeforeEach
    void startPeer() throws IOException {
        port = FreePorts.first(1);
        var command = new ProcessBuilder(
                        Tool.onPath("node").toString(),
                        RESOURCES.resolve("server.js").toAbsolutePath().toString(),
                        String.valueOf(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        command.environment().put("NODE_PATH", Tool.npm("modbus-serial").toString());
        peer = command.start();
        assertThat(Tool.firstLine(peer)).contains("listening");
    }

    @AfterEach
    void stopPeer() throws InterruptedException {
        peer.destroy();
        peer.waitFor();
    }

    @Test
    void itsValuesArriveInFhir() throws Exception {
        var devices = devicesFile();
        var before = temporaryFiles();
        List<ProcessHandle> processes;
        try (var system = LaunchedSystem.up(folder.resolve("data"), "--devices", devices.toString())) {
            var status = system.status();
            processes = processes(status);
            assertThat(processes).hasSizeGreaterThan(8).allMatch(ProcessHandle::isAlive);
            valuesFollow(new FhirApi(status.at("/addresses/fhir").asText()));
        }
        assertThat(processes).as("left by down").noneMatch(ProcessHandle::isAlive);
        assumeThat(System.getenv("CI")).as("alone on this machine").isEqualTo("true");
        assertThat(temporaryFiles()).as("left in %s", TEMPORARY).isSubsetOf(before);
    }

    private void valuesFollow(FhirApi fhir) throws IOException {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(fhir.latestValue(DEVICE, "infusion-rate")).isEqualTo(123.4, within(1e-9));
            assertThat(fhir.latestValue(DEVICE, "line-pressure")).isEqualTo(-12.5, within(1e-9));
            assertThat(fhir.latestValue(DEVICE, "drops")).isEqualTo(1_000_000);
            assertThat(unit(fhir, "infusion-rate")).isEqualTo("mL/h");
            assertThat(unit(fhir, "drops")).isEqualTo("{drops}");
        });
        var rate = fhir.latest(DEVICE, "infusion-rate").orElseThrow();
        new Machine(port).write(INFUSION_RATE, 777);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(fhir.latestValue(DEVICE, "infusion-rate")).isEqualTo(77.7, within(1e-9)));
        System.out.println("modbus-serial " + rate + " → "
                + fhir.latest(DEVICE, "infusion-rate").orElseThrow());
    }

    private static List<ProcessHandle> processes(JsonNode status) {
        var handles = new ArrayList<ProcessHandle>();
        for (var process : status.at("/processes")) {
            assertThat(process.at("/healthy").asBoolean()).as("%s", process).isTrue();
            handles.add(ProcessHandle.of(process.at("/pid").asLong()).orElseThrow());
        }
        return handles;
    }

    private static Set<String> temporaryFiles() throws IOException {
        try (var files = Files.list(TEMPORARY)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private static String unit(FhirApi fhir, String code) {
        return fhir.latest(DEVICE, code).orElseThrow().at("/valueQuantity/code").asText();
    }

    private Path devicesFile() throws IOException {
        Files.copy(RESOURCES.resolve("outside-pump.yaml"), folder.resolve("outside-pump.yaml"));
        var devices = Files.readString(RESOURCES.resolve("devices.yaml")).replace("PORT", String.valueOf(port));
        return Files.writeString(folder.resolve("devices.yaml"), devices);
    }
}
