package io.mededge.edge.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mededge.model.fault.FaultCode;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * An error answer as RFC 9457 has it. The detail is one sentence and never repeats what was sent.
 *
 * @param code for example {@code ME-801}; null where the status says it all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String title, int status, String detail, @Nullable String code) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public static Response of(Response.Status status, FaultCode fault, String detail) {
        return response(status, new Problem(fault.summary(), status.getStatusCode(), detail, fault.label()));
    }

    public static Response of(Response.Status status, String detail) {
        return response(status, new Problem(status.getReasonPhrase(), status.getStatusCode(), detail, null));
    }

    private static Response response(Response.Status status, Problem problem) {
        return Response.status(status).type(MEDIA_TYPE).entity(problem).build();
    }
}
