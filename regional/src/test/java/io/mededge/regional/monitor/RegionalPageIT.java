package io.mededge.regional.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.regional.RegionBackends;
import io.mededge.regional.ingest.Intake;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RegionBackends.class)
class RegionalPageIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init") // set by Quarkus
    URI root;

    @Inject
    Intake intake;

    @BeforeEach
    void connected() {
        await().atMost(DEADLINE).until(intake::isConnected);
    }

    @Test
    void thePageIsReadableWithoutScriptAndLoadsNothingFromElsewhere() throws Exception {
        var page = get("/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'", "script-src 'self'"));
        assertThat(page.body())
                .contains("Facilities of region-1", "data-events=\"/events\"", "values/s")
                .doesNotContainPattern("<script>|style=|https?://(?!www\\.w3\\.org)");
    }

    @Test
    void anUnknownFacilityIsNotFound() throws Exception {
        assertThat(get("/facilities/nowhere").statusCode()).isEqualTo(404);
    }

    @Test
    void valuesAndHeartbeatsKeepComing() throws Exception {
        var request = HttpRequest.newBuilder(root.resolve("/events"))
                .timeout(DEADLINE)
                .build();
        try (Stream<String> lines = http.send(request, BodyHandlers.ofLines()).body()) {
            var received = lines.filter(line -> !line.isBlank()).limit(8).toList();

            assertThat(received).anyMatch(line -> line.matches("event: ?live"));
            assertThat(received)
                    .filteredOn(line -> line.matches("event: ?heartbeat"))
                    .hasSizeGreaterThan(1);
            assertThat(received).anyMatch(line -> line.startsWith("data:") && line.contains("\"samples-per-second\""));
        }
    }

    @Test
    void programsGetTheSameAsJson() throws Exception {
        var overview = new ObjectMapper().readTree(get("/api/region/overview").body());

        assertThat(overview.path("region").asText()).isEqualTo("region-1");
        assertThat(overview.path("at").asText()).endsWith("Z");
        assertThat(overview.path("ingest").path("brokerConnected").asBoolean()).isTrue();
        assertThat(overview.path("ingest").path("lag").isNumber()).isTrue();
        assertThat(overview.path("problems").size()).isZero();
    }

    @Test
    void readinessNamesItsParts() throws Exception {
        await().atMost(DEADLINE)
                .untilAsserted(
                        () -> assertThat(get("/q/health/ready").statusCode()).isEqualTo(200));

        var checks = new ObjectMapper().readTree(get("/q/health/ready").body()).path("checks");
        assertThat(checks.findValuesAsText("name"))
                .anyMatch(name -> name.contains("ingest"))
                .anyMatch(name -> name.contains("fhir"))
                .anyMatch(name -> name.contains("Reactive Messaging"))
                .anyMatch(name -> name.contains("PostgreSQL"));
    }

    @Test
    void noMetricHasALabelThatCouldNameAPatient() throws Exception {
        var metrics = get("/q/metrics").body();

        assertThat(metrics).contains("mededge_samples_stored_total", "mededge_faults_total{fault=\"ME-501\"}");
        assertThat(metrics.lines().filter(line -> line.startsWith("mededge_")))
                .allMatch(line -> line.matches("mededge_[a-z_]+(\\{fault=\"ME-\\d+\"})? .*"));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(root.resolve(path)).timeout(DEADLINE).build(), BodyHandlers.ofString());
    }
}
