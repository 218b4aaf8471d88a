package io.mededge.edge.session;

import static io.mededge.edge.staff.TestStaff.CHARGE;
import static io.mededge.edge.staff.TestStaff.NURSE;
import static io.mededge.edge.staff.TestStaff.PHYSICIAN;
import static io.mededge.edge.staff.TestStaff.TECHNICIAN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.monitor.Board;
import io.mededge.edge.monitor.Painted;
import io.mededge.edge.staff.TestStaff;
import io.mededge.model.id.MetricId;
import io.mededge.model.safety.Hazard;
import io.mededge.model.session.ScheduleRequest;
import io.mededge.model.session.SessionId;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pages of sessions by plain forms, as a browser without scripts sends them. */
@QuarkusTest
@TestProfile(Painted.class)
@Hazard("H-021")
class SessionPagesHttpTest {
    private static final Pattern INLINE =
            Pattern.compile("(?i)<script(?![^>]*\\bsrc=)|<style|\\sstyle=|\\son[a-z]+=\"|javascript:");
    private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([0-9]+)\"");
    /** Of all tests: who is confirmed once stays logged in. */
    private static final Map<String, String> COOKIES = new HashMap<>();

    private static final PlaceTime TIME = new PlaceTime(ZoneId.systemDefault());

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init") // set by Quarkus
    URI base;

    @Inject
    @SuppressWarnings("NullAway.Init")
    Sessions sessions;

    @Inject
    @SuppressWarnings("NullAway.Init")
    Board board;

    @BeforeEach
    void paint() {
        Painted.stationsAt(board);
    }

    /** Of all sessions of one test, on whichever day that is. */
    private final Instant begin = Instant.now().plus(Duration.ofMinutes(1));

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> send(String who, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        if (!who.isEmpty()) {
            if (!COOKIES.containsKey(who)) {
                COOKIES.put(who, TestStaff.cookie(base, who));
            }
            request.header("Cookie", COOKIES.get(who));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** @param who empty: nobody is logged in */
    private String page(String who, String path) throws IOException, InterruptedException {
        var answer = send(who, HttpRequest.newBuilder(base.resolve(path)));
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(INLINE.matcher(answer.body()).results().map(found -> found.group()))
                .isEmpty();
        return answer.body();
    }

    private HttpResponse<String> post(String who, String path, String... fields)
            throws IOException, InterruptedException {
        var body = new StringBuilder();
        for (var i = 0; i + 1 < fields.length; i += 2) {
            body.append(i == 0 ? "" : "&")
                    .append(fields[i])
                    .append('=')
                    .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        return send(
                who,
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body.toString())));
    }

    private String submit(String who, String path, String... fields) throws IOException, InterruptedException {
        var answer = post(who, path, fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private String admit(String given, String family) throws IOException, InterruptedException {
        var answer = send(
                NURSE,
                HttpRequest.newBuilder(base.resolve("/api/patients"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("""
                        {"given": "%s", "family": "%s", "birthDate": "1931-07-19",
                         "identifier": {"system": "urn:oid:2.999.1", "value": "%s"}}""".formatted(given, family, "page-" + System.nanoTime()))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return new ObjectMapper().readTree(answer.body()).get("patient").asText();
    }

    private String plan(String patient, String station) throws IOException, InterruptedException {
        var planned = submit(
                CHARGE,
                "/sessions",
                "do",
                "plan",
                "day",
                TIME.day(begin).toString(),
                "patient",
                patient,
                "station",
                station,
                "begin",
                TIME.input(begin),
                "minutes",
                "240");
        assertThat(planned).contains("Planned at " + station);
        var found = send("", HttpRequest.newBuilder(base.resolve("/sessions/at/" + station)));
        assertThat(found.statusCode()).isEqualTo(303);
        return found.headers().firstValue("Location").orElseThrow().replaceAll(".*/", "");
    }

    private String act(String who, String id, String... fields) throws IOException, InterruptedException {
        var version = VERSION.matcher(page(who, "/sessions/" + id))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        var all = new String[fields.length + 2];
        all[0] = "version";
        all[1] = version;
        System.arraycopy(fields, 0, all, 2, fields.length);
        return submit(who, "/sessions/" + id, all);
    }

    private void associate(String patient, String station) throws IOException, InterruptedException {
        var answer = send(
                NURSE,
                HttpRequest.newBuilder(base.resolve("/api/stations/" + station + "/association"))
                        .header("Content-Type", "application/json")
                        .method("PUT", BodyPublishers.ofString("{\"patient\": \"" + patient + "\"}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void aSessionGoesFromItsPlanToItsSignatureByForms() throws IOException, InterruptedException {
        var patient = admit("Ada", "Zxqlovelace");
        var id = plan(patient, "E-01");
        assertThat(act(NURSE, id, "do", "move", "event", "ARRIVE")).contains("has arrived.");
        assertThat(page(NURSE, "/sessions/" + id)).contains("Not yet: there is no prescription");
        assertThat(act(PHYSICIAN, id, "do", "prescribe", "target.blood-flow-set", "300", "high.blood-flow-set", "350"))
                .contains("Prescribed.");
        act(NURSE, id, "do", "move", "event", "MAKE_READY");
        associate(patient, "E-01");
        assertThat(act(NURSE, id, "do", "move", "event", "START")).contains("The treatment at E-01 has started.");
        assertThat(act(NURSE, id, "do", "observe", "code", "blood-pressure", "value", "118/64"))
                .contains("Written down.", "Systolic blood pressure", "118", "64", "last 118/64 mmHg");
        assertThat(act(
                        NURSE,
                        id,
                        "do",
                        "correct",
                        "number",
                        "1",
                        "code",
                        "bp-systolic",
                        "value",
                        "181",
                        "reason",
                        "typo"))
                .contains("the audit trail has both", "was 118 mmHg, typo");
        act(NURSE, id, "do", "move", "event", "COMPLETE");
        assertThat(page(NURSE, day())).contains("unsigned");
        var signed = act(
                // not the nurse, whose first signature another class asks for
                CHARGE,
                id,
                "do",
                "sign",
                "meaning",
                "PERFORMED",
                "role",
                "CHARGE_NURSE",
                "badge",
                TestStaff.badge(CHARGE),
                "pin",
                TestStaff.PIN);
        assertThat(signed).contains("Signed by Name of c.head.", "<td>charge nurse</td>", "<td>performed</td>");
        assertThat(signed).doesNotContain(TestStaff.PIN);
        var stamp =
                Pattern.compile("<td>(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d [+-]\\d\\d:\\d\\d \\([^)]+\\))</td>");
        var shown = stamp.matcher(signed).results().findFirst().orElseThrow().group(1);
        assertThat(page(NURSE, "/sessions/" + id + "/sheet")).contains(shown, "Zxqlovelace, Ada", "1931-07-19", "181");
        assertThat(act(NURSE, id, "do", "note", "text", "Came back.")).contains("Not signed as it is now.");
        assertThat(act(CHARGE, id, "do", "sign", "meaning", "PERFORMED", "role", "CHARGE_NURSE", "pin", TestStaff.PIN))
                .contains("Signed by Name of c.head.", "(of an earlier version)");
        assertThat(act(NURSE, id, "do", "move", "event", "CLEAN")).contains("being cleaned");
        assertThat(act(TECHNICIAN, id, "do", "move", "event", "CLOSE")).contains("E-01 is free");
    }

    @Test
    @Hazard("H-009")
    void withoutALogInThereAreStationsAndStatesAndNobodyIsNamed() throws IOException, InterruptedException {
        var patient = admit("Nobody", "Zxqhidden");
        var id = plan(patient, "E-02");
        act(NURSE, id, "do", "note", "text", "zxqnote of the night");
        for (var who : new String[] {"", TECHNICIAN}) {
            for (var path : new String[] {
                day(), "/sessions/" + id, "/sessions/" + id + "/sheet", "/sessions/handover", "/stations/E-02"
            }) {
                assertThat(page(who, path)).as(who + path).contains("E-02").doesNotContainIgnoringCase("zxq");
            }
        }
        assertThat(page("", "/sessions/" + id)).contains("name=\"pin\"", "scheduled");
        assertThat(page(NURSE, "/sessions/" + id)).contains("Zxqhidden, Nobody", "1931-07-19", "zxqnote");
        assertThat(post("", "/sessions/" + id, "do", "note", "version", "2", "text", "x")
                        .statusCode())
                .isEqualTo(401);
        assertThat(post("", "/sessions", "do", "plan").statusCode()).isEqualTo(401);
    }

    @Test
    void aConflictShowsWhatChangedAndKeepsWhatWasTyped() throws IOException, InterruptedException {
        var id = plan(admit("Connie", "Flict"), "E-03");
        act(PHYSICIAN, id, "do", "note", "text", "seen by the physician");

        var conflict = submit(NURSE, "/sessions/" + id, "do", "note", "version", "1", "text", "typed with care");

        assertThat(conflict)
                .contains("ME-623", "Changed meanwhile", "note.001", "p.doctor", "seen by the physician")
                .contains(">typed with care</textarea>", "name=\"version\" value=\"2\"");
        assertThat(sessions.find(new SessionId(id)).orElseThrow().notes()).containsExactly("seen by the physician");
        assertThat(page(NURSE, "/sessions/" + id + "?seen=1")).contains("Somebody else has changed this session.");
        assertThat(page(NURSE, "/sessions/" + id + "?seen=2")).doesNotContain("Somebody else has changed");
    }

    @Test
    void whatARoleMayNotDoIsNotOfferedAndRefusedWhenItIsSent() throws IOException, InterruptedException {
        var patient = admit("Rolf", "Roles");
        var id = plan(patient, "E-04");
        assertThat(page(NURSE, "/sessions")).doesNotContain("Plan the session");
        assertThat(page(NURSE, "/sessions/" + id))
                .doesNotContain("Cancel the session at E-04", "Prescribe for", "Move the session");
        assertThat(page(CHARGE, "/sessions/" + id)).contains("Cancel the session at E-04", "Move the session");

        assertThat(submit(NURSE, "/sessions/" + id, "do", "move", "version", "1", "event", "CANCEL", "reason", "x"))
                .contains("ME-622", "This needs one of the roles");
        assertThat(submit(
                        NURSE,
                        "/sessions",
                        "do",
                        "plan",
                        "patient",
                        patient,
                        "station",
                        "E-05",
                        "begin",
                        TIME.input(begin),
                        "minutes",
                        "60"))
                .contains("ME-622", "This needs one of the roles");
        assertThat(submit(CHARGE, "/sessions/" + id, "do", "prescribe", "version", "1", "target.uf-goal", "2500"))
                .contains("ME-622");
        assertThat(act(CHARGE, id, "do", "reschedule", "station", "E-06", "begin", TIME.input(begin), "minutes", "60"))
                .contains("Planned at E-06.");
    }

    @Test
    @Hazard("H-009")
    void whatSomebodyTypesIsTextAndNeverMarkup() throws IOException, InterruptedException {
        var evil = "<script src=//evil></script><img src=x onerror=alert(1)>\"'{config}";
        var id = plan(admit("<b>Bold", "O'<i>Malley"), "F-02");
        act(NURSE, id, "do", "note", "text", evil);
        for (var path : new String[] {day(), "/sessions/" + id, "/sessions/" + id + "/sheet", "/sessions/handover"}) {
            assertThat(page(NURSE, path)).as(path).doesNotContain("<script src=//", "<img src=x", "<b>Bold", "<i>Mal");
        }
        assertThat(page(NURSE, "/sessions/" + id)).contains("&lt;script src=//evil&gt;", "{config}");
        var refused = submit(NURSE, "/sessions/" + id, "do", "observe", "version", "2", "code", "pulse", "value", evil);
        assertThat(refused).contains("ME-621", "Pulse rate must be a number").doesNotContain("<img src=x");
        assertThat(sessions.find(new SessionId(id)).orElseThrow().observations())
                .isEmpty();
    }

    @Test
    void wrongInputIsRefusedWithWhatToDoAndTheFormStays() throws IOException, InterruptedException {
        var id = plan(admit("Wanda", "Wrong"), "F-03");
        assertThat(submit(
                        NURSE,
                        "/sessions/" + id,
                        "do",
                        "observe",
                        "version",
                        "1",
                        "code",
                        "blood-pressure",
                        "value",
                        "118"))
                .contains("ME-621", "118/64", "value=\"118\"", "Correct what is typed");
        var future = TIME.input(Instant.now().plus(Duration.ofHours(3)));
        assertThat(submit(
                        NURSE,
                        "/sessions/" + id,
                        "do",
                        "observe",
                        "version",
                        "1",
                        "code",
                        "pulse",
                        "value",
                        "72",
                        "at",
                        future))
                .contains("ME-621", "lies in the past");
        assertThat(submit(
                        PHYSICIAN,
                        "/sessions/" + id,
                        "do",
                        "prescribe",
                        "version",
                        "1",
                        "target.blood-flow-set",
                        "400",
                        "high.blood-flow-set",
                        "350"))
                .contains("ME-621", "must not lie outside its limits", "value=\"400\"");
        assertThat(submit(
                        NURSE,
                        "/sessions/" + id,
                        "do",
                        "sign",
                        "version",
                        "1",
                        "role",
                        "NURSE",
                        "meaning",
                        "PERFORMED",
                        "pin",
                        "1"))
                .contains("ME-626");
    }

    @Test
    void whatIsNoFormNoSessionAndNoDayIsNoFault() throws IOException, InterruptedException {
        var id = plan(admit("Nora", "None"), "F-08");
        assertThat(submit(NURSE, "/sessions/" + id, "version", "1")).contains("ME-621");
        assertThat(send(NURSE, HttpRequest.newBuilder(base.resolve("/sessions/" + "0".repeat(32))))
                        .statusCode())
                .isEqualTo(404);
        assertThat(page(NURSE, "/sessions?day=yesterday")).contains("<h1>Sessions</h1>");
    }

    @Test
    void patientsOfOneShiftWithTheSameInitialsAreCalledToMind() throws IOException, InterruptedException {
        plan(admit("Quentin", "Xylander"), "F-04");
        assertThat(page(NURSE, day())).doesNotContain("same initials QX");
        plan(admit("Quirina", "Xenakis"), "F-05");
        assertThat(page(NURSE, day())).contains("same initials QX", "Xylander, Quentin", "Xenakis, Quirina");
        assertThat(page("", day())).doesNotContain("same initials");
    }

    private String day() {
        return "/sessions?day=" + TIME.day(begin);
    }

    @Test
    void whatTheRegionAsksWaitsForADecision() throws IOException, InterruptedException {
        var id = plan(admit("Regina", "Asks"), "F-06");
        act(PHYSICIAN, id, "do", "prescribe", "target.blood-flow-set", "300");
        var request = new ScheduleRequest(
                "page-" + System.nanoTime(), new SessionId(id), 1, Instant.now(), new ScheduleRequest.Wish.Cancel());
        assertThat(sessions.request(request)).isEqualTo(new RequestOutcome.Waits());

        assertThat(page(NURSE, "/sessions")).contains("the region asks", "Cancel the session at F-06");
        assertThat(submit(NURSE, "/sessions", "do", "decide", "request", request.id(), "accept", "true", "reason", "x"))
                .contains("ME-622");
        assertThat(submit(
                        CHARGE,
                        "/sessions",
                        "do",
                        "decide",
                        "request",
                        request.id(),
                        "accept",
                        "false",
                        "reason",
                        "is here"))
                .contains("Refused; the plan stays");
        assertThat(sessions.openRequests()).noneMatch(open -> open.id().equals(request.id()));
    }

    @Test
    void theDayAndTheHandoverSheetTellWhatIsGoingOn() throws IOException, InterruptedException {
        var patient = admit("Hanna", "Over");
        var id = plan(patient, "F-07");
        act(PHYSICIAN, id, "do", "prescribe", "target.blood-flow-set", "300");
        act(NURSE, id, "do", "move", "event", "ARRIVE");
        act(NURSE, id, "do", "move", "event", "MAKE_READY");
        associate(patient, "F-07");
        var version = sessions.find(new SessionId(id)).orElseThrow().version();
        assertThat(submit(
                        NURSE,
                        "/sessions",
                        "do",
                        "move",
                        "session",
                        id,
                        "version",
                        Long.toString(version),
                        "event",
                        "START"))
                .contains("The treatment at F-07 has started.");
        act(NURSE, id, "do", "note", "text", "restless leg");
        act(NURSE, id, "do", "observe", "code", "blood-pressure", "value", "141/82");
        assertThat(sessions.find(new SessionId(id)).orElseThrow().observations())
                .extracting(Observation::code)
                .containsExactly(new MetricId("bp-systolic"), new MetricId("bp-diastolic"));
        assertThat(page(NURSE, "/sessions/handover"))
                .contains("As of ", "Over, Hanna", "restless leg", "141/82 mmHg at ", "in progress", "A-01");
        assertThat(page(NURSE, day())).contains("<svg", "href=\"/sessions/" + id + "\"", "End the treatment at F-07");
    }
}
