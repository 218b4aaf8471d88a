package io.mededge.edge.patient;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.monitor.Board;
import io.mededge.edge.monitor.Painted;
import io.mededge.edge.staff.TestStaff;
import io.mededge.model.safety.Hazard;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(Painted.class)
class PatientsHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init") // set by Quarkus
    URI base;

    @Inject
    @SuppressWarnings("NullAway.Init")
    Board board;

    /** Stations are known once something was heard of them. */
    @BeforeEach
    void paint() {
        Painted.stationsAt(board);
    }

    private final HttpClient client = HttpClient.newHttpClient();
    /** Of all tests of this class, which have one gateway: each log-in takes a hash. */
    private static String cookie = "";

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        if (cookie.isEmpty()) {
            cookie = TestStaff.cookie(base, TestStaff.NURSE);
        }
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("Cookie", cookie)
                .header("Content-Type", headers.length == 0 ? "application/json" : headers[0])
                .method(method, BodyPublishers.ofString(body));
        for (var i = 1; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String patient(String identifier) {
        return """
                {"given": "Zxqgiven", "family": "Zxqfamily", "birthDate": "1931-07-19",
                 "identifier": {"system": "urn:oid:2.999.1", "value": "%s"}}""".formatted(identifier);
    }

    private String admit(String identifier) throws IOException, InterruptedException {
        var answer = send("POST", "/api/patients", patient(identifier));
        assertThat(answer.statusCode()).isEqualTo(201);
        return JSON.readTree(answer.body()).get("patient").asText();
    }

    private static void assertProblem(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("code").asText()).isEqualTo("ME-801");
        assertThat(problem.get("detail").asText()).isNotBlank();
        assertThat(answer.body()).doesNotContainIgnoringCase("zxq");
    }

    @Test
    @Hazard("H-001")
    void oneAtTwoStationsAndTwoAtOneAreConflicts() throws IOException, InterruptedException {
        var first = "{\"patient\": \"" + admit("http-1") + "\"}";
        var second = "{\"patient\": \"" + admit("http-2") + "\"}";
        assertThat(send("PUT", "/api/stations/A-01/association", first).statusCode())
                .isEqualTo(200);
        assertProblem(send("PUT", "/api/stations/A-02/association", first), 409);
        assertProblem(send("PUT", "/api/stations/A-01/association", second), 409);
        assertThat(send("DELETE", "/api/stations/A-01/association", "").statusCode())
                .isEqualTo(204);
        assertThat(send("PUT", "/api/stations/A-01/association", second).statusCode())
                .isEqualTo(200);
    }

    @Test
    @Hazard("H-001")
    void whatIsScannedMustBeThePatientsAndTheStationIsThenOccupied() throws IOException, InterruptedException {
        var patient = admit("Zxq-scan-1");
        var scan = """
                {"patient": "%s", "scanned": {"system": "urn:oid:2.999.1", "value": "%s"}}""";
        assertProblem(send("PUT", "/api/stations/D-01/association", scan.formatted(patient, "Zxq-scan-2")), 409);
        assertThat(status("D-01")).isNotEqualTo("occupied");
        assertThat(send("PUT", "/api/stations/D-01/association", scan.formatted(patient, "zxq-SCAN-1"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(status("D-01")).isEqualTo("occupied");
    }

    private String status(String station) throws IOException, InterruptedException {
        return JSON.readTree(send("GET", "/api/stations/" + station, "").body())
                .path("status")
                .asText();
    }

    @Test
    @Hazard("H-009")
    void whatIsWrongIsAProblemThatDoesNotRepeatIt() throws IOException, InterruptedException {
        admit("http-3");
        assertProblem(send("POST", "/api/patients", patient("http-3")), 409);
        assertProblem(send("POST", "/api/patients", "{\"given\": \"Zxqgiven\"}"), 400);
        assertProblem(send("POST", "/api/patients", "{\"given\": \"Zxqgiven"), 400);
        assertProblem(send("POST", "/api/patients", "[\"Zxqgiven\"]"), 400);
        assertProblem(send("POST", "/api/patients", ""), 400);
        assertProblem(send("POST", "/api/patients", patient("Zxq".repeat(4_000))), 400);
        assertProblem(send("PUT", "/api/stations/A-01/association", "{\"patient\": \"Zxq\"}"), 400);
        assertProblem(send("PUT", "/api/stations/Z-99/association", "{\"patient\": \"" + "0".repeat(32) + "\"}"), 404);
        assertProblem(send("DELETE", "/api/stations/Zxq/association", ""), 404);
    }

    @Test
    @Hazard("H-009")
    void nothingOfItIsLogged() throws IOException, InterruptedException {
        var logged = new CopyOnWriteArrayList<String>();
        var listener = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.add(entry.getMessage()
                        + List.of(entry.getParameters() == null ? new Object[0] : entry.getParameters())
                        + entry.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        // what anybody logs as configured; from our own code and the HTTP layer everything
        var talkative = List.of(Logger.getLogger("io.mededge"), Logger.getLogger("org.jboss.resteasy.reactive"));
        var root = Logger.getLogger("");
        root.addHandler(listener);
        talkative.forEach(logger -> logger.setLevel(Level.ALL));
        try {
            cookie = "";
            var patient = "{\"patient\": \"" + admit("ZXQ-http-4") + "\"}";
            send("PUT", "/api/stations/B-01/association", patient);
            send("PUT", "/api/stations/B-02/association", patient);
            send("POST", "/api/patients", "{\"given\": \"Zxqgiven");
            send("POST", "/patients", "given=Zxqgiven&family=Zxqfamily", "application/x-www-form-urlencoded");
        } finally {
            talkative.forEach(logger -> logger.setLevel(null));
            root.removeHandler(listener);
        }
        assertThat(logged)
                .isNotEmpty()
                .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).contains("zxq"))
                .noneMatch(line -> line.contains(TestStaff.PIN));
    }

    @Test
    void aPageOfAnotherSiteMayNotChangeAnything() throws IOException, InterruptedException {
        var form = "given=A&family=B&birthDate=1950-01-01&system=urn:x&identifier=foreign";
        var type = "application/x-www-form-urlencoded";
        assertThat(send("POST", "/patients", form, type, "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/patients", form, type, "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void thePageAdmitsAndAssociatesByHand() throws IOException, InterruptedException {
        var type = "application/x-www-form-urlencoded";
        var page = send(
                        "POST",
                        "/patients",
                        "given=Eva&family=Pagetest&birthDate=1950-01-01&system=urn:oid:2.999.1&identifier=page-1",
                        type)
                .body();
        assertThat(page).contains("Pagetest, Eva").contains("Admitted. Choose the station");
        var id = page.split("Station for Pagetest, Eva")[0].replaceAll(
                "(?s).*name=\"patient\" value=\"([0-9a-f]{32})\".*", "$1");
        assertThat(send("POST", "/patients/association", "patient=" + id + "&station=C-01", type)
                        .body())
                .contains("End association with C-01");
        assertThat(send("POST", "/patients/release", "station=C-01", type).body())
                .contains("Association with C-01 ended.");
        assertThat(send("GET", "/patients", "", type).headers().firstValue("Cache-Control"))
                .contains("no-store");
    }
}
