package io.mededge.infra.systemtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/** HTTP as a test needs it: an answer with its status, whatever it is, within a deadline. */
public final class Web {
    /** Long, because the first answer of a fresh application on a busy machine takes its time; how fast it is, the bench measures. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(DEADLINE).build();

    private Web() {}

    public record Answer(int status, String body) {
        /** The body as JSON; missing if it is none. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException notJson) {
                return JSON.missingNode();
            }
        }
    }

    public static Answer get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    public static Answer post(String url, String json) {
        return send(HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(json)));
    }

    public static Answer put(String url, String json) {
        return send(HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofString(json)));
    }

    public static Answer delete(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).DELETE());
    }

    /** The first cookie of an answer, as it is sent back. @throws AssertionError if it has none */
    static String cookie(String url, String json) {
        var answer = exchange(HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofString(json)));
        return answer.headers()
                .firstValue("Set-Cookie")
                .map(cookie -> cookie.split(";")[0])
                .orElseThrow(() -> new AssertionError("no cookie but " + answer.statusCode() + " " + answer.body()));
    }

    /** With a cookie. */
    static Answer send(String method, String url, String json, String cookie) {
        var body = json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json);
        return send(HttpRequest.newBuilder(URI.create(url)).method(method, body).header("Cookie", cookie));
    }

    private static Answer send(HttpRequest.Builder request) {
        var answer = exchange(request);
        return new Answer(answer.statusCode(), answer.body());
    }

    private static HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return CLIENT.send(
                    request.timeout(DEADLINE)
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
