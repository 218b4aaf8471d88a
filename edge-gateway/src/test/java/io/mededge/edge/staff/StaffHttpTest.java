package io.mededge.edge.staff;

import static io.mededge.edge.staff.TestStaff.ADMINISTRATOR;
import static io.mededge.edge.staff.TestStaff.CHARGE;
import static io.mededge.edge.staff.TestStaff.NURSE;
import static io.mededge.edge.staff.TestStaff.OFFICER;
import static io.mededge.edge.staff.TestStaff.PHYSICIAN;
import static io.mededge.edge.staff.TestStaff.PIN;
import static io.mededge.edge.staff.TestStaff.TECHNICIAN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.monitor.Board;
import io.mededge.edge.monitor.Painted;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may do what at the gateway over HTTP. */
@QuarkusTest
@TestProfile(Painted.class)
@Hazard("H-023")
class StaffHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORM = "application/x-www-form-urlencoded";

    /** All that is answered to somebody who is not logged in; a new line is a reviewed decision. */
    private static final Set<String> OPEN = Set.of(
            "GET /",
            "GET /events",
            "GET /stations/{station}",
            "GET /api/stations",
            "GET /api/stations/{station}",
            "GET /api/stations/{station}/history",
            "GET /patients",
            "GET /sessions",
            "GET /sessions/{id}",
            "GET /sessions/{id}/sheet",
            "GET /sessions/at/{station}",
            "GET /sessions/handover",
            "GET /api/log-in",
            "POST /api/log-in",
            "PUT /api/log-in",
            "DELETE /api/log-in",
            "GET /log-in",
            "POST /log-in",
            "POST /log-in/lock",
            "POST /log-in/out");

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init") // set by Quarkus
    URI base;

    @Inject
    @SuppressWarnings("NullAway.Init")
    Board board;

    @BeforeEach
    void paint() {
        Painted.stationsAt(board);
    }

    private final HttpClient client = HttpClient.newHttpClient();
    /** Of all tests of this class, which have one gateway: each log-in takes a hash. */
    private static final Map<String, String> COOKIES = new HashMap<>();

    private HttpResponse<String> send(String method, String path, String type, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .header("Content-Type", type)
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.ofString(body));
        for (var i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> as(String who, String method, String path, String body)
            throws IOException, InterruptedException {
        if (!COOKIES.containsKey(who)) {
            COOKIES.put(who, TestStaff.cookie(base, who));
        }
        return send(method, path, "application/json", body, "Cookie", COOKIES.get(who));
    }

    private JsonNode ok(int status, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(JSON.readTree(answer.body()).get("code").asText()).isEqualTo(code);
        assertThat(answer.body()).doesNotContain(PIN);
    }

    @Test
    void nothingThatIsNotListedIsAnsweredWithoutALogIn() throws IOException, InterruptedException {
        var paths = HttpPaths.ofTheGateway(Path.of("target", "classes"));
        assertThat(paths).hasSizeGreaterThan(25);
        var open = new TreeSet<String>();
        for (var path : paths) {
            if (path.path().equals("/events")) {
                open.add(path.toString()); // never ends; what it tells is tested with the board
                continue;
            }
            var answer = send(path.method(), path.example(), path.consumes(), "");
            if (answer.statusCode() == 401 && answer.body().contains("ME-641")) {
                var forged =
                        send(path.method(), path.example(), path.consumes(), "", "Cookie", LogInCookie.NAME + "=x");
                assertThat(forged.statusCode()).as(path.toString()).isEqualTo(401);
            } else {
                open.add(path.toString());
            }
        }
        assertThat(open).containsExactlyInAnyOrderElementsOf(OPEN);
    }

    @Test
    void theCookieIsForTheBrowserAloneAndTheTokenInNothingElse() throws IOException, InterruptedException {
        var answer = TestStaff.logIn(base, "{\"badge\": \"BADGE-" + NURSE + "\", \"pin\": \"" + PIN + "\"}");
        var cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).matches(LogInCookie.NAME + "=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        var token = cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
        var own = TestStaff.cookie(answer);
        var who = send("GET", "/api/log-in", "application/json", "", "Cookie", own);
        assertThat(ok(200, who).get("account").asText()).isEqualTo(NURSE);
        assertThat(who.body() + answer.body()).doesNotContain(token).doesNotContain(PIN);
        assertThat(send("DELETE", "/api/log-in", "application/json", "", "Cookie", own)
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElse(""))
                .contains("Max-Age=0");
        assertThat(ok(200, send("GET", "/api/log-in", "application/json", "", "Cookie", own))
                        .get("state")
                        .asText())
                .isEqualTo("none");
    }

    @Test
    void whatDoesNotBelongTogetherIsRefusedInTheSameWords() throws IOException, InterruptedException {
        var wrongPin = TestStaff.logIn(base, "{\"badge\": \"BADGE-" + PHYSICIAN + "\", \"pin\": \"000001\"}");
        var nobody = TestStaff.logIn(base, "{\"badge\": \"BADGE-nobody\", \"pin\": \"000001\"}");
        assertProblem(wrongPin, 401, "ME-642");
        assertThat(nobody.body()).isEqualTo(wrongPin.body());
        assertProblem(TestStaff.logIn(base, "{}"), 401, "ME-642");
        assertProblem(TestStaff.logIn(base, "[]"), 400, "ME-645");
        assertThat(wrongPin.headers().firstValue("Set-Cookie")).isEmpty();
    }

    /** The measure of a shared screen: one person's log-in in place of another's within 3 s; here with the hash of a real gateway. */
    @Test
    void aUserSwitchIsQuick() throws IOException, InterruptedException {
        var first = TestStaff.cookie(base, NURSE);
        var began = System.nanoTime();
        var answer = TestStaff.logIn(
                base, "{\"badge\": \"BADGE-" + CHARGE + "\", \"pin\": \"" + PIN + "\"}", "Cookie", first);
        var took = Duration.ofNanos(System.nanoTime() - began);
        System.out.println("a user switch took " + took.toMillis() + " ms");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(ok(200, send("GET", "/api/log-in", "application/json", "", "Cookie", first))
                        .get("state")
                        .asText())
                .isEqualTo("none");
    }

    private String admit(String identifier) throws IOException, InterruptedException {
        return ok(201, as(NURSE, "POST", "/api/patients", """
                {"given": "Zelda", "family": "Namedtest", "birthDate": "1931-07-19",
                 "identifier": {"system": "urn:oid:2.999.1", "value": "%s"}}""".formatted(identifier)))
                .get("patient")
                .asText();
    }

    @Test
    @Hazard("H-009")
    void patientsAreNamedToThoseWhoTreatThemAndToNobodyElse() throws IOException, InterruptedException {
        var patient = admit("staff-http-1");
        ok(200, as(NURSE, "PUT", "/api/stations/E-01/association", "{\"patient\": \"" + patient + "\"}"));
        for (var who : new String[] {NURSE, OFFICER}) {
            assertThat(as(who, "GET", "/patients", "").body()).contains("Namedtest");
            assertThat(as(who, "GET", "/", "").body()).contains(">ZN<");
            assertThat(as(who, "GET", "/stations/E-01", "").body()).contains(">ZN<");
        }
        for (var who : new String[] {TECHNICIAN, ADMINISTRATOR}) {
            assertThat(as(who, "GET", "/patients", "").body()).doesNotContain("Namedtest");
            assertThat(as(who, "GET", "/", "").body()).doesNotContain(">ZN<");
            assertThat(as(who, "GET", "/stations/E-01", "").body()).doesNotContain(">ZN<");
            assertProblem(as(who, "POST", "/api/patients", "{}"), 403, "ME-644");
            assertProblem(
                    as(who, "PUT", "/api/stations/E-02/association", "{\"patient\": \"" + patient + "\"}"),
                    403,
                    "ME-644");
        }
        for (var path : new String[] {"/", "/stations/E-01", "/patients", "/api/stations"}) {
            assertThat(send("GET", path, "application/json", "").body())
                    .doesNotContain(">ZN<")
                    .doesNotContain("Namedtest");
        }
        // away from the screen: values stay, names do not
        var own = TestStaff.cookie(base, NURSE);
        send("POST", "/log-in/lock", FORM, "to=/patients", "Cookie", own);
        assertThat(send("GET", "/patients", "application/json", "", "Cookie", own)
                        .body())
                .doesNotContain("Namedtest")
                .contains("Locked");
        assertThat(send("GET", "/", "application/json", "", "Cookie", own).body())
                .doesNotContain(">ZN<");
        assertProblem(send("POST", "/api/patients", "application/json", "{}", "Cookie", own), 401, "ME-641");
        ok(200, TestStaff.logIn(base, "{\"pin\": \"" + PIN + "\"}", "Cookie", own));
        assertThat(send("GET", "/patients", "application/json", "", "Cookie", own)
                        .body())
                .contains("Namedtest");
        ok(204, "DELETE", "/api/stations/E-01/association");
    }

    private void ok(int status, String method, String path) throws IOException, InterruptedException {
        assertThat(as(NURSE, method, path, "").statusCode()).isEqualTo(status);
    }

    @Test
    void thePagesLogInWorksWithoutAScriptAndGoesOnlyToOurOwnPages() throws IOException, InterruptedException {
        var form = "badge=BADGE-" + CHARGE + "&pin=" + PIN + "&to=";
        var back = send("POST", "/log-in", FORM, form + "/patients");
        assertThat(back.statusCode()).isEqualTo(303);
        assertThat(back.headers().firstValue("Location").orElse("")).endsWith("/patients");
        assertThat(back.headers().firstValue("Set-Cookie")).isPresent();
        assertThat(send("POST", "/log-in", FORM, form + "//evil.example/x")
                        .headers()
                        .firstValue("Location")
                        .orElse(""))
                .doesNotContain("evil");
        var wrong = send("POST", "/log-in", FORM, "badge=BADGE-nobody-2&pin=000001&to=/");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body())
                .contains("do not belong together")
                .contains("ME-642")
                .doesNotContain("000001");
        assertThat(send("POST", "/log-in", FORM, form + "/", "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void anAdministratorMakesAndEndsAccountsAtOnce() throws IOException, InterruptedException {
        var account = TestStaff.account("n.new", "nurse");
        assertProblem(as(NURSE, "POST", "/api/staff/accounts", account), 403, "ME-644");
        ok(201, as(ADMINISTRATOR, "POST", "/api/staff/accounts", account));
        assertProblem(as(ADMINISTRATOR, "POST", "/api/staff/accounts", account), 409, "ME-646");
        assertProblem(as(ADMINISTRATOR, "POST", "/api/staff/accounts", "{}"), 400, "ME-645");
        var own = TestStaff.cookie(base, "n.new");
        assertThat(send("GET", "/api/sessions", "application/json", "", "Cookie", own)
                        .statusCode())
                .isEqualTo(200);
        var ended =
                as(ADMINISTRATOR, "POST", "/api/staff/accounts/n.new/revocation", "{\"reason\": \"left the clinic\"}");
        ok(200, ended);
        assertProblem(send("GET", "/api/sessions", "application/json", "", "Cookie", own), 401, "ME-641");
        var list = ok(200, as(ADMINISTRATOR, "GET", "/api/staff/accounts", ""));
        assertThat(list.findValuesAsText("by")).contains(ADMINISTRATOR);
        assertThat(list.toString()).doesNotContain("pbkdf2").doesNotContain("BADGE-");
        assertProblem(as(ADMINISTRATOR, "GET", "/api/staff/accounts/no.body/acts", ""), 404, "ME-645");
        assertProblem(as(ADMINISTRATOR, "POST", "/api/staff/list", "{}"), 409, "ME-647");
    }

    @Test
    @Hazard("H-022")
    void aTreatmentIsSignedByWhoeverIsIn() throws IOException, InterruptedException {
        var patient = admit("staff-http-sign");
        var begin = Instant.now().plusSeconds(60);
        var id = ok(201, as(PHYSICIAN, "POST", "/api/sessions", """
                {"patient": "%s", "station": "E-05", "begin": "%s", "end": "%s"}""".formatted(
                                patient, begin, begin.plus(Duration.ofHours(4)))))
                .get("id")
                .asText();
        ok(200, as(PHYSICIAN, "POST", "/api/sessions/" + id + "/changes", """
                {"version": 1, "change": "prescribe", "targets": [{"what": "blood-flow", "target": "300 mL/min"}]}"""));
        move(id, 2, "arrive");
        move(id, 3, "make-ready");
        ok(200, as(NURSE, "PUT", "/api/stations/E-05/association", "{\"patient\": \"" + patient + "\"}"));
        move(id, 4, "start");
        move(id, 5, "complete");
        var signature = "{\"version\": 6, \"role\": \"nurse\", \"meaning\": \"performed\", %s}";
        var path = "/api/sessions/" + id + "/signatures";
        assertProblem(as(NURSE, "POST", path, signature.formatted("\"pin\": \"" + PIN + "\"")), 409, "ME-626");
        var both = "\"badge\": \"BADGE-" + NURSE + "\", \"pin\": \"" + PIN + "\"";
        var anothers = "\"badge\": \"BADGE-" + CHARGE + "\", \"pin\": \"" + PIN + "\"";
        assertProblem(as(NURSE, "POST", path, signature.formatted(anothers)), 409, "ME-626");
        assertThat(ok(201, as(NURSE, "POST", path, signature.formatted(both)))
                        .get("name")
                        .asText())
                .isEqualTo("Name of " + NURSE);
        assertThat(ok(200, as(NURSE, "GET", path + "/6", "")).get("hash").asText())
                .hasSize(64);
        assertProblem(as(TECHNICIAN, "GET", path + "/6", ""), 403, "ME-644");
        var acts = ok(200, as(ADMINISTRATOR, "GET", "/api/staff/accounts/" + NURSE + "/acts", ""));
        assertThat(acts.findValuesAsText("what"))
                .contains("session changed", "session signed", "association changed", "logged in");
        assertThat(acts.toString()).doesNotContain("Namedtest");
        assertThat(ok(200, as(TECHNICIAN, "GET", "/api/sessions/" + id, "")).has("content"))
                .isFalse();
        ok(204, "DELETE", "/api/stations/E-05/association");
    }

    private void move(String id, int version, String event) throws IOException, InterruptedException {
        ok(
                200,
                as(
                        NURSE,
                        "POST",
                        "/api/sessions/" + id + "/transitions",
                        "{\"version\": %d, \"event\": \"%s\"}".formatted(version, event)));
    }

    @Test
    @Hazard("H-001")
    void thePastIsCorrectedByThoseWhoMay() throws IOException, InterruptedException {
        var wrong = admit("staff-http-wrong");
        var right = admit("staff-http-right");
        ok(200, as(NURSE, "PUT", "/api/stations/E-03/association", "{\"patient\": \"" + wrong + "\"}"));
        var since = Instant.now().minusMillis(1);
        var body = "{\"kind\": \"put-right\", \"patient\": \"%s\", \"from\": \"%s\", \"reason\": \"mixed up\"}"
                .formatted(right, since);
        assertThat(as(NURSE, "POST", "/api/stations/E-03/corrections", body).statusCode())
                .isEqualTo(409);
        ok(200, as(CHARGE, "POST", "/api/stations/E-03/corrections", body));
        assertThat(as(NURSE, "PUT", "/api/stations/E-03/association", "{\"patient\": \"" + right + "\"}")
                        .statusCode())
                .isEqualTo(200);
        ok(204, "DELETE", "/api/stations/E-03/association");
        for (var bad : new String[] {"{}", "{\"kind\": \"claim\"}", "[]"}) {
            assertThat(as(CHARGE, "POST", "/api/stations/E-03/corrections", bad).statusCode())
                    .isEqualTo(400);
        }
        assertProblem(as(NURSE, "PUT", "/api/stations/E-04/service", ""), 403, "ME-644");
        assertThat(as(TECHNICIAN, "PUT", "/api/stations/E-04/service", "").statusCode())
                .isEqualTo(204);
        assertThat(as(TECHNICIAN, "DELETE", "/api/stations/E-04/service", "").statusCode())
                .isEqualTo(204);
    }

    @Test
    @Hazard("H-009")
    void recordsAreRestrictedAndErasedByTwoPersonsAndReadThroughTheGlassWithAReason()
            throws IOException, InterruptedException {
        var path = "/api/patients/" + admit("staff-http-erase") + "/";
        var second = "\"second\": {\"badge\": \"BADGE-" + NURSE + "\", \"pin\": \"" + PIN + "\"}";
        assertProblem(
                as(NURSE, "POST", path + "restriction", "{\"reason\": \"asked\", " + second + "}"), 403, "ME-644");
        assertProblem(as(OFFICER, "POST", path + "restriction", "{\"reason\": \"asked\"}"), 403, "ME-644");
        var own = "\"second\": {\"badge\": \"BADGE-" + OFFICER + "\", \"pin\": \"" + PIN + "\"}";
        assertThat(as(OFFICER, "POST", path + "restriction", "{\"reason\": \"asked\", " + own + "}")
                        .statusCode())
                .isEqualTo(409);
        ok(200, as(OFFICER, "POST", path + "restriction", "{\"reason\": \"asked\", " + second + "}"));
        assertThat(as(NURSE, "POST", path + "break-glass", "{}").statusCode()).isEqualTo(400);
        assertThat(ok(200, as(NURSE, "POST", path + "break-glass", "{\"reason\": \"emergency\"}"))
                        .get("family")
                        .asText())
                .isEqualTo("Namedtest");
        assertThat(as(OFFICER, "POST", path + "erasure", "{" + second + "}").statusCode())
                .as("an export comes first")
                .isEqualTo(409);
        ok(200, as(OFFICER, "POST", path + "export", "{}"));
        ok(200, as(OFFICER, "POST", path + "erasure", "{" + second + "}"));
        assertThat(as(NURSE, "POST", path + "break-glass", "{\"reason\": \"emergency\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(as(OFFICER, "POST", path + "nothing", "{}").statusCode()).isEqualTo(404);
        assertThat(as(OFFICER, "POST", "/api/patients/x/export", "{}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void noSecretIsInAnyFileOfTheGateway() throws IOException, InterruptedException {
        TestStaff.cookie(base, NURSE);
        var data = Path.of(ConfigProvider.getConfig().getValue("gateway.data", String.class));
        try (var files = Files.walk(data)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(PIN);
            }
        }
    }
}
