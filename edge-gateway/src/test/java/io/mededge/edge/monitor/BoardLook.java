package io.mededge.edge.monitor;

import io.mededge.edge.profile.Devices;
import io.mededge.edge.uplink.UplinkState;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(BoardLook.Painted.class)
class BoardLook {
    public static class Painted implements QuarkusTestProfile {
        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(PaintedDevices.class);
        }

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.test-port", "38080", "gateway.data", "target/test-data/look");
        }
    }

    @Alternative
    @Singleton
    public static class PaintedDevices {
        @Produces
        @Singleton
        @Alternative
        Devices devices() {
            return new Devices(new PaintedFacility().devices());
        }
    }

    @Inject
    Board board;

    @Test
    void look() throws Exception {
        var facility = new PaintedFacility();
        facility.registerAt(board);
        facility.past(board, Instant.now());
        for (var i = 0; i < 20; i++) {
            var names = List.of("Ada", "Bo", "Cem", "Dora", "Emil", "Fatma", "Gus");
            var body = "{\"given\":\"" + names.get(i % 7) + "\",\"family\":\"" + names.get((i * 3 + 1) % 7) + "x\",\"birthDate\":\"1950-01-0"
                    + (1 + i % 9) + "\",\"identifier\":{\"system\":\"urn:oid:2.999.1\",\"value\":\"P" + i + "\"}}";
            var code = send("POST", "/api/patients", body).replaceAll(".*:\"([0-9a-f]{32})\".*", "$1");
            if (i < 15) {
                send("PUT", "/api/stations/" + (i < 10 ? "A-" : "C-") + String.format("%02d", 1 + i % 10) + "/association", "{\"patient\":\"" + code + "\"}");
            }
        }
        var seconds = Integer.getInteger("look", 5);
        for (var i = 0; i < seconds * 2; i++) {
            facility.poll(board, Instant.now());
            board.uplink(new UplinkState(true, true, Instant.now(), 12, Duration.ofMillis(300)));
            Thread.sleep(500);
        }
    }

    private static String send(String method, String path, String body) throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:38080" + path))
                .header("Content-Type", "application/json")
                .method(method, java.net.http.HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = java.net.http.HttpClient.newHttpClient().send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
        System.out.println(method + " " + path + " " + answer.statusCode() + " " + answer.body());
        return answer.body();
    }
}
