package io.mededge.edge.session;

import io.mededge.edge.fault.Problem;
import io.mededge.edge.session.SessionBody.Malformed;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.session.SessionId;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Optional;

/** Answers about sessions: never cached, and refusals never repeat what was entered. */
final class SessionAnswer {
    private SessionAnswer() {}

    interface Work {
        Response run() throws Malformed;
    }

    /** Of work that reads a request; what is wrong with it is a problem. */
    static Response of(Work work) {
        try {
            return work.run();
        } catch (Malformed malformed) {
            return refuse(Status.BAD_REQUEST, FaultCode.SESSION_INPUT_INVALID, String.valueOf(malformed.getMessage()));
        }
    }

    static Response refuse(Status status, FaultCode fault, String sentence) {
        return Problem.of(status, fault, sentence);
    }

    static Response ok(Object entity) {
        return Response.ok(entity).header("Cache-Control", "no-store").build();
    }

    static Response unknown() {
        return refuse(Status.NOT_FOUND, FaultCode.SESSION_INPUT_INVALID, "there is no such session");
    }

    static Optional<SessionId> id(String text) {
        try {
            return Optional.of(new SessionId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
