package io.mededge.regional.fhir;

import io.quarkus.vertx.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once a search has been answered over HTTP. The first one loads what FHIR needs, which takes longer than a second: the first clinician would have waited
 * for it. PostgreSQL's own check stands beside this one.
 */
@Readiness
public class FhirReadiness implements HealthCheck {
    /** The newest blood flow of any machine: through routing, search, database, mapping and encoding. */
    private static final String SEARCH = "/fhir/Observation?code=158740&_sort=-date&_count=1";

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SERVER_ERROR = 500;

    private final HttpServer server;
    private final String host;
    private boolean answered;

    FhirReadiness(HttpServer server, @ConfigProperty(name = "quarkus.http.host") String host) {
        this.server = server;
        this.host = host;
    }

    @Override
    public synchronized HealthCheckResponse call() {
        answered = answered || isAnswered();
        return HealthCheckResponse.named("fhir").status(answered).build();
    }

    private boolean isAnswered() {
        var address = URI.create("http://" + host + ":" + server.getPort() + SEARCH);
        try {
            var request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
            return HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode()
                    < SERVER_ERROR;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
