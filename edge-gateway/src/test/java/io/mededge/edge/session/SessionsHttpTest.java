package io.mededge.edge.session;

import static io.mededge.edge.staff.TestStaff.NURSE;
import static io.mededge.edge.staff.TestStaff.PHYSICIAN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.monitor.Painted;
import io.mededge.edge.staff.TestStaff;
import io.mededge.model.safety.Hazard;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A session from its plan to its closing over HTTP, with a patient who was admitted and associated over HTTP. */
@QuarkusTest
@TestProfile(Painted.class)
@Hazard("H-021")
class SessionsHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init") // set by Quarkus
    URI base;

    private final HttpClient client = HttpClient.newHttpClient();

    /** Of all tests of this class, which have one gateway: each log-in takes a hash. */
    private static final Map<String, String> COOKIES = new HashMap<>();

    /** As the physician. */
    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return sendAs(PHYSICIAN, method, path, body, headers);
    }

    private HttpResponse<String> sendAs(String who, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        if (!COOKIES.containsKey(who)) {
            COOKIES.put(who, TestStaff.cookie(base, who));
        }
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", "application/json")
                .header("Cookie", COOKIES.get(who))
                .method(method, BodyPublishers.ofString(body));
        for (var i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode ok(int status, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        return JSON.readTree(answer.body());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(JSON.readTree(answer.body()).get("code").asText()).isEqualTo(code);
        assertThat(answer.body()).doesNotContainIgnoringCase("zxq");
    }

    private String admit(String identifier) throws IOException, InterruptedException {
        var answer = send("POST", "/api/patients", """
                {"given": "Zxqgiven", "family": "Zxqfamily", "birthDate": "1931-07-19",
                 "identifier": {"system": "urn:oid:2.999.1", "value": "%s"}}""".formatted(identifier));
        assertThat(answer.statusCode()).isEqualTo(201);
        return JSON.readTree(answer.body()).get("patient").asText();
    }

    private static String plan(String patient, String station, Instant begin) {
        return """
                {"patient": "%s", "station": "%s", "begin": "%s", "end": "%s"}""".formatted(patient, station, begin, begin.plus(Duration.ofHours(4)));
    }

    private HttpResponse<String> change(String id, long version, String by, String rest)
            throws IOException, InterruptedException {
        var path = rest.contains("\"event\"") ? "transitions" : "changes";
        return sendAs(
                by,
                "POST",
                "/api/sessions/" + id + "/" + path,
                "{\"version\": %d, \"reason\": \"because\", %s}".formatted(version, rest));
    }

    @Test
    void aSessionGoesThroughItsLifeAndTellsItsHistory() throws IOException, InterruptedException {
        var patient = admit("session-http-1");
        var begin = Instant.now().plusSeconds(60);
        var id = ok(201, send("POST", "/api/sessions", plan(patient, "D-05", begin)))
                .get("id")
                .asText();
        assertProblem(send("POST", "/api/sessions", plan(patient, "D-02", begin)), 409, "ME-622");
        ok(
                200,
                change(
                        id,
                        1,
                        PHYSICIAN,
                        "\"change\": \"prescribe\", \"targets\": [{\"what\": \"blood-flow\","
                                + " \"target\": \"300 mL/min\", \"high\": \"350 mL/min\"}]"));
        ok(200, change(id, 2, NURSE, "\"event\": \"arrive\""));
        ok(200, change(id, 3, NURSE, "\"event\": \"make-ready\""));
        assertProblem(change(id, 4, NURSE, "\"event\": \"start\""), 409, "ME-622");
        assertThat(send("PUT", "/api/stations/D-05/association", "{\"patient\": \"" + patient + "\"}")
                        .statusCode())
                .isEqualTo(200);
        ok(200, change(id, 4, NURSE, "\"event\": \"start\""));
        ok(
                200,
                change(
                        id,
                        5,
                        NURSE,
                        "\"change\": \"observe\", \"code\": \"bp-systolic\", \"value\": \"132 mm[Hg]\","
                                + " \"at\": \"2026-03-01T08:00:00Z\""));
        ok(200, change(id, 6, NURSE, "\"event\": \"complete\""));
        send("DELETE", "/api/stations/D-05/association", "");
        ok(200, change(id, 7, NURSE, "\"event\": \"clean\""));
        var closed = ok(200, change(id, 8, NURSE, "\"event\": \"close\""));

        assertThat(closed.get("state").asText()).isEqualTo("closed");
        assertThat(closed.get("phases").get("cleanup").asText()).isEqualTo("done");
        assertThat(closed.get("needsSignature").asBoolean()).isTrue();
        assertThat(closed.get("content").get("observation.001").asText())
                .isEqualTo("bp-systolic 132 mm[Hg] 2026-03-01T08:00:00Z");
        assertThat(closed.get("audit").findValuesAsText("who")).contains("n.first", "p.doctor");
        assertThat(ok(200, send("GET", "/api/sessions/" + id, ""))).isEqualTo(closed);
        var list = ok(200, send("GET", "/api/sessions", ""));
        assertThat(list.findValuesAsText("id")).contains(id);
        assertThat(list.findValues("content")).isEmpty();
    }

    @Test
    void whoChangesAnOldVersionIsToldWhatChanged() throws IOException, InterruptedException {
        var patient = admit("session-http-2");
        var id = ok(
                        201,
                        send(
                                "POST",
                                "/api/sessions",
                                plan(patient, "D-03", Instant.now().plusSeconds(60))))
                .get("id")
                .asText();
        ok(200, change(id, 1, NURSE, "\"change\": \"note\", \"text\": \"came early\""));

        var conflict = change(id, 1, NURSE, "\"event\": \"arrive\"");

        assertProblem(conflict, 409, "ME-623");
        var changed = JSON.readTree(conflict.body()).get("changed");
        assertThat(changed).hasSize(1);
        assertThat(changed.get(0).get("field").asText()).isEqualTo("note.001");
        assertThat(changed.get(0).get("who").asText()).isEqualTo("n.first");
    }

    @Test
    @Hazard("H-009")
    void whatIsWrongIsAProblemThatDoesNotRepeatIt() throws IOException, InterruptedException {
        var patient = admit("session-http-3");
        var begin = Instant.now().plusSeconds(60);
        var id = ok(201, send("POST", "/api/sessions", plan(patient, "D-04", begin)))
                .get("id")
                .asText();
        for (var body : new String[] {
            "", "[]", "{\"zxq\": ", "{}", plan("zxq", "D-05", begin), "{\"x\": \"" + "z".repeat(20_000) + "\"}"
        }) {
            assertProblem(send("POST", "/api/sessions", body), 400, "ME-621");
        }
        assertProblem(change(id, 1, NURSE, "\"event\": \"zxq\""), 400, "ME-621");
        assertProblem(change(id, 1, NURSE, "\"change\": \"zxq\""), 400, "ME-621");
        assertProblem(change(id, 1, NURSE, "\"change\": \"note\", \"text\": \"\""), 400, "ME-621");
        assertProblem(change(id, 1, NURSE, "\"change\": \"observe\", \"code\": \"zxq zxq\""), 400, "ME-621");
        assertProblem(change("zxq", 1, NURSE, "\"event\": \"arrive\""), 404, "ME-621");
        assertProblem(send("GET", "/api/sessions/zxq", ""), 404, "ME-621");
        assertProblem(send("GET", "/api/sessions?from=zxq", ""), 400, "ME-621");
        assertThat(send("POST", "/api/sessions", plan(patient, "D-05", begin), "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
    }
}
