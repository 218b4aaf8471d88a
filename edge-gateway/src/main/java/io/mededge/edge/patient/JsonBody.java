package io.mededge.edge.patient;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.fault.Problem;
import io.mededge.model.fault.FaultCode;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.util.Optional;

/** A request's JSON object. Read here and not by the framework, whose own error answers quote the input. */
final class JsonBody {
    static final int MAX_BYTES = 8_192;

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonBody() {}

    /** Empty if it is too long or no JSON object. */
    static Optional<JsonNode> read(byte[] body) {
        if (body.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readTree(body)).filter(JsonNode::isObject);
        } catch (IOException notJson) {
            // also bytes that look like a form of UTF-32 which is not read, which is no JacksonException
            return Optional.empty();
        }
    }

    /** A field's text; empty if it has none. */
    static String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).textValue() : "";
    }

    static Response notAnObject() {
        return refuse(Status.BAD_REQUEST, "the body must be a JSON object of at most " + MAX_BYTES + " bytes");
    }

    static Response refuse(Status status, String sentence) {
        return Problem.of(status, FaultCode.PATIENT_INPUT_INVALID, sentence);
    }
}
