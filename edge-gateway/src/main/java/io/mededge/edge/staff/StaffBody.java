package io.mededge.edge.staff;

import io.mededge.edge.fault.Problem;
import io.mededge.model.fault.FaultCode;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;

/** Answers about accounts. */
final class StaffBody {
    private StaffBody() {}

    static Response notAnObject() {
        return invalid("the body must be a JSON object of at most " + AccountForm.MAX_BYTES + " bytes");
    }

    static Response invalid(String sentence) {
        return Problem.of(Status.BAD_REQUEST, FaultCode.STAFF_INPUT_INVALID, sentence);
    }

    static Response unknown() {
        return Problem.of(Status.NOT_FOUND, FaultCode.STAFF_INPUT_INVALID, "there is no such account");
    }

    static Response answer(StaffRuling ruling, Status done) {
        if (ruling instanceof StaffRuling.Invalid invalid) {
            return invalid(invalid.sentence());
        }
        if (ruling instanceof StaffRuling.Refused refused) {
            return Problem.of(Status.CONFLICT, FaultCode.STAFF_CHANGE_REFUSED, refused.sentence());
        }
        return ruling instanceof StaffRuling.Unknown
                ? unknown()
                : Response.status(done).entity(Map.of("done", true)).build();
    }
}
