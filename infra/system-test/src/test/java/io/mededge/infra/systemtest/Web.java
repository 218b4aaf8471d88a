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

    private static Answer send(HttpRequest.Builder request) {
        try {
            var answer = CLIENT.send(
                    request.timeout(DEADLINE)
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
