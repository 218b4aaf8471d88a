package io.mededge.edge.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mededge.edge.access.Caller;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.session.ScheduleRequest;
import io.mededge.model.session.ScheduleRequest.Wish;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a region asked for and a person has to decide about. */
@Path("/api/schedule-requests")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class ScheduleRequestsApi {
    private final Sessions sessions;
    private final Caller caller;

    ScheduleRequestsApi(Sessions sessions, Caller caller) {
        this.sessions = sessions;
        this.caller = caller;
    }

    /** @param wish move or cancel; station and times only of a move */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            String id,
            String session,
            long seenVersion,
            String asked,
            String wish,
            @Nullable String station,
            @Nullable String begin,
            @Nullable String end) {
        static View of(ScheduleRequest request) {
            var move = request.wish() instanceof Wish.Move wanted ? wanted : null;
            return new View(
                    request.id(),
                    request.session().value(),
                    request.seenVersion(),
                    request.asked().toString(),
                    move == null ? "cancel" : "move",
                    move == null ? null : move.station(),
                    move == null ? null : move.begin().toString(),
                    move == null ? null : move.end().toString());
        }
    }

    @GET
    public Response open() {
        return SessionAnswer.ok(sessions.openRequests().stream().map(View::of).toList());
    }

    /** {@code {"accept": true, "reason"}} → 200; 409 if no such request waits, the role or the reason is missing, or the change is refused. */
    @POST
    @Path("/{id}/decision")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response decide(@PathParam("id") String id, byte[] body) {
        return SessionAnswer.of(() -> {
            var sent = SessionBody.read(body);
            var accept = sent.flag("accept");
            var outcome = sessions.decide(id, caller.member(), accept, sent.text("reason"));
            var decided = accept
                    ? outcome instanceof RequestOutcome.Accepted
                    : outcome instanceof RequestOutcome.Refused refused
                            && refused.reason().equals(sent.text("reason").strip());
            return decided
                    ? SessionAnswer.ok(Map.of("accepted", accept))
                    : SessionAnswer.refuse(Status.CONFLICT, FaultCode.SESSION_CHANGE_REFUSED, sentence(outcome));
        });
    }

    private static String sentence(RequestOutcome outcome) {
        return outcome instanceof RequestOutcome.Refused refused ? refused.reason() : "it still waits";
    }
}
