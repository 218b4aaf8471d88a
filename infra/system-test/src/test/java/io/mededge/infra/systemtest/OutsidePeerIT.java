package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.mededge.infra.devstack.DevStack;
import io.mededge.infra.devstack.plan.Options;
import io.mededge.infra.devstack.plan.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./mededge up --devices FILE} with a Modbus server that is not ours and a profile that no region has ever seen: its values arrive in FHIR, and a
 * changed register follows.
 */
class OutsidePeerIT {
    private static final Path RESOURCES = Path.of("src/test/resources/peer");
    private static final int INFUSION_RATE = 4;
    private static final String DEVICE = "facility-1-pump-1";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** All that a value passes on its way to FHIR; the world is not needed. */
    private static final Set<Part> AS_FAR_AS_FHIR = Set.of(
            Part.KAFKA_REGIONAL,
            Part.KAFKA_GLOBAL,
            Part.POSTGRES,
            Part.BROKER_REGIONAL,
            Part.EDGE_GATEWAY,
            Part.REGIONAL);

    @TempDir
    private Path folder;

    private Process peer;
    private int port;

    @BeforeEach
    void startPeer() throws IOException {
        port = Tool.freePort();
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
    void itsValuesArriveInFhir() throws IOException {
        var options = Options.defaults(folder.resolve("data")).withDevices(devicesFile());
        try (var stack = DevStack.start(options, AS_FAR_AS_FHIR)) {
            var fhir = new FhirApi(stack.address("fhir"));
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
                    .untilAsserted(() -> assertThat(fhir.latestValue(DEVICE, "infusion-rate"))
                            .isEqualTo(77.7, within(1e-9)));
            System.out.println("modbus-serial " + rate + " → "
                    + fhir.latest(DEVICE, "infusion-rate").orElseThrow());
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
