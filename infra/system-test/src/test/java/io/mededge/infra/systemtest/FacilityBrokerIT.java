package io.mededge.infra.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A machine that speaks MQTT itself: the example of docs/reference/topics.md as it stands there, from Debian's client to FHIR. */
@ExtendWith(RunningStack.Extension.class)
class FacilityBrokerIT {
    private static final Path REFERENCE = Path.of("..", "..", "docs", "reference", "topics.md");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void theExampleOfTheReferenceReachesBoardAndFhir(RunningStack stack) throws Exception {
        Tool.onPath("mosquitto_pub");
        var board = stack.address("facilityBoard");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(Web.get(board + "/q/metrics").body()).contains("mededge_broker_connected 1.0"));
        assertThat(Web.get(board + "/").body()).contains("Bedside broker: connected");

        assertThat(run(example(stack))).isEmpty();

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(Web.get(board + "/api/stations/A-01").body())
                    .contains("body-temperature")
                    .contains("36.8");
            // by the profile's own codes: without a proven 11073 term the region shows no LOINC code
            assertThat(stack.fhir().latestValue("facility-1.vitals-1", "body-temperature"))
                    .isEqualTo(36.8);
            assertThat(stack.fhir().latestValue("facility-1.vitals-1", "body-weight"))
                    .isEqualTo(71.5);
        });
    }

    /** The command that publishes, with the paths and the port of this stack. */
    private static String example(RunningStack stack) throws IOException {
        var reference = Files.readString(REFERENCE);
        var begin = reference.indexOf("mosquitto_pub -V 5");
        var command = reference.substring(begin, reference.indexOf("```", begin));
        var address = stack.address("mqttFacility");
        assertThat(command).contains("-p 18884 ").contains("$PKI/vitals-1.pem");
        return "PKI=" + stack.data().certificates() + "\n"
                + command.replace("-p 18884 ", "-p " + address.substring(address.lastIndexOf(':') + 1) + " ");
    }

    private static String run(String script) throws Exception {
        var process = new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
