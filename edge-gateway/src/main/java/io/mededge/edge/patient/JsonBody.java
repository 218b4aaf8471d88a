package io.mededge.edge.patient;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.fault.Problem;
import io.mededge.edge.identity.Identifier;
import io.mededge.edge.identity.StaffMember;
import io.mededge.model.fault.FaultCode;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.time.Instant;
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

    /** A field's time. @throws DateTimeException if it has none of the form 2026-11-21T12:00:00Z */
    static Instant time(JsonNode node, String field) {
        return Instant.parse(text(node, field));
    }

    /** What was scanned; empty if nothing was. */
    static Optional<Identifier> scanned(JsonNode node) {
        var scanned = node.path("scanned");
        if (!scanned.isObject()) {
            return Optional.empty();
        }
        var type = text(scanned, "type");
        return Optional.of(new Identifier(
                text(scanned, "system"), type.isBlank() ? Identifier.DEFAULT_TYPE : type, text(scanned, "value")));
    }

    /** How it was made sure who the patient is, by whom. */
    static Proof proof(JsonNode node, StaffMember by) {
        return scanned(node)
                .<Proof>map(identifier -> new Proof.Scanned(identifier, Optional.of(by)))
                .orElseGet(() -> new Proof.Manual(Optional.of(by)));
    }

    static Response answer(Association association, Response.ResponseBuilder done) {
        if (association instanceof Association.Unknown unknown) {
            return refuse(Status.NOT_FOUND, unknown.sentence());
        }
        return association instanceof Association.Conflict conflict
                ? refuse(Status.CONFLICT, conflict.sentence())
                : done.build();
    }

    static Response notAnId() {
        return refuse(Status.BAD_REQUEST, "patient must be an id as admission gave it, 32 hexadecimal digits");
    }

    static Response notAnObject() {
        return refuse(Status.BAD_REQUEST, "the body must be a JSON object of at most " + MAX_BYTES + " bytes");
    }

    static Response refuse(Status status, String sentence) {
        return Problem.of(status, FaultCode.PATIENT_INPUT_INVALID, sentence);
    }
}
