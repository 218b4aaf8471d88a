package io.mededge.global.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mededge.model.fault.FaultCode;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that says no: RFC 9457 problem details.
 *
 * @param type {@code urn:mededge:fault:ME-704}, docs/reference/faults.md explains the number; {@code about:blank} where the status says it all
 * @param title the fault's summary, the same for each occurrence
 * @param status the HTTP status
 * @param detail one sentence about this occurrence
 * @param fault {@code ME-704}; absent where nothing is at fault
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String fault) {
    public static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(FaultCode fault, int status, String detail) {
        return new Problem("urn:mededge:fault:" + fault.label(), fault.summary(), status, detail, fault.label());
    }

    /** The answer to input that was refused: 400. */
    public static Response badRequest(Checked.Refused<?> refused) {
        return answer(of(refused.fault(), Response.Status.BAD_REQUEST.getStatusCode(), refused.sentence()));
    }

    /** The answer to a question about something that does not exist: 404. */
    public static Response notFound(String detail) {
        var status = Response.Status.NOT_FOUND;
        return answer(new Problem("about:blank", status.getReasonPhrase(), status.getStatusCode(), detail, null));
    }

    static Response answer(Problem problem) {
        return Response.status(problem.status())
                .type(MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .entity(problem)
                .build();
    }
}
