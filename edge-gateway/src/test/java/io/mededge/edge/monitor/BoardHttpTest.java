package io.mededge.edge.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.model.safety.Hazard;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(Painted.class)
class BoardHttpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern INLINE =
            Pattern.compile("(?i)<script(?![^>]*\\bsrc=)|<style|\\sstyle=|\\son[a-z]+=\"|javascript:");

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init") // set by Quarkus
    URI base;

    @Inject
    @SuppressWarnings("NullAway.Init")
    Board board;

    private final HttpClient client = HttpClient.newHttpClient();
    private final PaintedFacility facility = new PaintedFacility();

    @BeforeEach
    void paint() {
        facility.registerAt(board);
        facility.past(board, Instant.now());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        var answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    /** Events of one kind out of what a client hears in a time. */
    private List<JsonNode> listen(String path, String kind, Duration time) throws IOException, InterruptedException {
        var found = new ArrayList<JsonNode>();
        var answer = client.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofInputStream());
        var until = System.nanoTime() + time.toNanos();
        try (var lines = new java.io.BufferedReader(
                new java.io.InputStreamReader(answer.body(), java.nio.charset.StandardCharsets.UTF_8))) {
            var event = "";
            for (var line = lines.readLine(); line != null && System.nanoTime() < until; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    event = line.substring(6).strip();
                } else if (line.startsWith("data:") && event.equals(kind)) {
                    found.add(JSON.readTree(line.substring(5)));
                }
            }
        }
        return found;
    }

    @Test
    void theBoardHasAllStationsByZone() throws IOException, InterruptedException {
        var page = get("/").body();
        assertThat(Pattern.compile("<article class=\"tile\"").matcher(page).results())
                .hasSize(52);
        assertThat(Pattern.compile("aria-label=\"Zone ([A-F])\"")
                        .matcher(page)
                        .results()
                        .map(zone -> zone.group(1)))
                .containsExactly("A", "B", "C", "D", "E", "F");
    }

    @Test
    @Hazard("H-002")
    void everyPageSaysThatTheMachineIsThePrimaryAlarmSystem() throws IOException, InterruptedException {
        for (var path : List.of("/", "/stations/A-07")) {
            assertThat(get(path).body())
                    .contains("The machine is the primary alarm system")
                    .contains("never a reason to leave the bedside");
        }
    }

    @Test
    void whatTheConfigurationLeavesOpenIsSaid() throws IOException, InterruptedException {
        assertThat(get("/").body()).doesNotContain("may use TLS 1.2");
        try {
            // the gateway itself says every second what is so
            await().until(() -> {
                board.notice("The hospital's system may use TLS 1.2");
                return get("/").body().contains("may use TLS 1.2");
            });
        } finally {
            board.notice("");
        }
    }

    @Test
    void nothingIsInlineAndNothingComesFromElsewhere() throws IOException, InterruptedException {
        for (var path : List.of("/", "/stations/A-07", "/patients")) {
            var page = get(path).body();
            assertThat(INLINE.matcher(page).results().map(match -> match.group()))
                    .as(path)
                    .isEmpty();
            assertThat(page).doesNotContain("src=\"http").doesNotContain("href=\"http");
        }
    }

    @Test
    void stationsAreListedForPrograms() throws IOException, InterruptedException {
        var stations = json("/api/stations");
        assertThat(stations).hasSize(52);
        var a07 = json("/api/stations/A-07");
        assertThat(a07.at("/alarms/0/name").asText()).isEqualTo("venous-air");
        assertThat(a07.at("/values/arterial-pressure/unit").asText()).isEqualTo("mm[Hg]");
        assertThat(a07.at("/events")).isNotEmpty();
        assertThat(json("/api/stations/C-05").at("/fault/code").asText()).isEqualTo("ME-102");
    }

    @Test
    void theHistoryNamesItsGaps() throws IOException, InterruptedException {
        var history = json("/api/stations/A-04/history?metric=venous-pressure&minutes=10");
        assertThat(history.get("at")).hasSameSizeAs(history.get("values"));
        assertThat(history.get("gaps")).isNotEmpty();
        assertThat(history.get("unit").asText()).isEqualTo("mmHg");
        var csv = get("/api/stations/A-04/history?metric=venous-pressure&format=csv")
                .body();
        assertThat(csv).startsWith("time,venous-pressure [mm[Hg]]\r\n");
    }

    @Test
    void whatIsWrongIsAProblem() throws IOException, InterruptedException {
        for (var path : List.of("/api/stations/Z-99", "/api/stations/A-01/history?metric=nothing")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
        }
        for (var query : List.of("minutes=0", "minutes=x", "minutes=99999", "format=xml")) {
            var answer = get("/api/stations/A-01/history?" + query);
            assertThat(answer.statusCode()).as(query).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("problem+json");
        }
        assertThat(get("/stations/Z-99").statusCode()).isEqualTo(404);
    }

    @Test
    @Hazard("H-002")
    void aHeartbeatComesAtLeastEveryTwoSeconds() throws IOException, InterruptedException {
        assertThat(listen("/events", "heartbeat", Duration.ofSeconds(7))).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void onlyChangesAreSentAfterTheFirstTime() throws IOException, InterruptedException {
        var first = new java.util.concurrent.atomic.AtomicInteger();
        var painter = new Thread(() -> {
            try {
                for (var i = 0; i < 12 && first.get() == 0; i++) {
                    Thread.sleep(250);
                    facility.poll(board, Instant.now());
                }
            } catch (InterruptedException done) {
                Thread.currentThread().interrupt();
            }
        });
        painter.start();
        var events = listen("/events?trend=tmp", "live", Duration.ofSeconds(4));
        first.set(1);
        painter.join();
        assertThat(events.get(0)).hasSizeGreaterThan(52 * 20);
        assertThat(events).as("at most two a second").hasSizeBetween(2, 10);
        var changes = events.subList(1, events.size());
        assertThat(changes).allMatch(change -> change.size() < events.get(0).size() / 2);
        assertThat(changes).anyMatch(change -> change.has("A-01.venous-pressure"));
        assertThat(events.get(0).has("A-01.spark.tmp")).isTrue();
        assertThat(events.get(0).has("A-01.spark.venous-pressure")).isFalse();
    }

    @Test
    void aStationPageHearsItsOwnStationOnlyAndAllItsValues() throws IOException, InterruptedException {
        var first =
                listen("/events?station=A-01", "live", Duration.ofSeconds(2)).get(0);
        var keys = new ArrayList<String>();
        first.fieldNames().forEachRemaining(keys::add);
        assertThat(keys)
                .contains("A-01.all.tmp")
                .allMatch(key -> key.startsWith("A-01.") || key.startsWith("region") || key.startsWith("clock"));
    }
}
