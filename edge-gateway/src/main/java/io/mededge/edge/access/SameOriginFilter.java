package io.mededge.edge.access;

import io.mededge.edge.fault.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a page of another site sends from the browser of somebody who may reach this gateway. Browsers say where a request comes from in
 * {@code Sec-Fetch-Site} (W3C Fetch Metadata); programs do not send it and are let through.
 */
public class SameOriginFilter {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN = Set.of("same-origin", "none");

    @ServerRequestFilter
    public @Nullable Response refuseForeign(ContainerRequestContext request) {
        var from = request.getHeaderString("Sec-Fetch-Site");
        return from == null || OWN.contains(from) || READING.contains(request.getMethod())
                ? null
                : Problem.of(Response.Status.FORBIDDEN, "a page of another site may not change anything here");
    }
}
