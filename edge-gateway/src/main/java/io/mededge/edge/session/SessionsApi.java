package io.mededge.edge.session;

import io.mededge.edge.access.Caller;
import io.mededge.edge.fault.Problem;
import io.mededge.edge.session.SessionBody.Malformed;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionLifecycle;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/** Lists, plans and changes sessions. Refusals never repeat what was entered, and nothing here logs it; answers are never cached. */
@Path("/api/sessions")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SessionsApi {
    private final Sessions sessions;
    private final Caller caller;

    SessionsApi(Sessions sessions, Caller caller) {
        this.sessions = sessions;
        this.caller = caller;
    }

    /** Those whose time at their station overlaps with [from, until); without them from twelve hours ago for a day. */
    @GET
    public Response list(
            @QueryParam("from") @DefaultValue("") String from, @QueryParam("until") @DefaultValue("") String until) {
        try {
            var begin = from.isEmpty() ? Instant.now().minus(12, ChronoUnit.HOURS) : SessionFields.time(from);
            var end = until.isEmpty() ? begin.plus(1, ChronoUnit.DAYS) : SessionFields.time(until);
            return SessionAnswer.ok(sessions.list(begin, end).stream()
                    .map(session -> SessionView.of(sessions, session, false))
                    .toList());
        } catch (IllegalArgumentException noTime) {
            return SessionAnswer.refuse(
                    Status.BAD_REQUEST,
                    FaultCode.SESSION_INPUT_INVALID,
                    "from and until must be times of the form 2026-11-21T12:00:00Z");
        }
    }

    /** With content, audit trail and signatures, for those to whom patients may be named; a technician sees plan and state. */
    @GET
    @Path("/{id}")
    public Response session(@PathParam("id") String id) {
        return SessionAnswer.id(id)
                .flatMap(sessions::find)
                .map(session -> SessionAnswer.ok(SessionView.of(sessions, session, caller.mayNamePatients())))
                .orElseGet(SessionAnswer::unknown);
    }

    /** {@code {"patient", "station", "begin", "end", "reason"?}} → 201 with the session. */
    @POST
    public Response schedule(byte[] body) {
        return SessionAnswer.of(() -> {
            var sent = SessionBody.read(body);
            var outcome = sessions.schedule(
                    caller.member(),
                    sent.patient(),
                    sent.text("station"),
                    sent.time("begin"),
                    sent.time("end"),
                    sent.text("reason"));
            return respond(outcome, Status.CREATED);
        });
    }

    /** {@code {"version", "event", "reason"?}} → 200 with the session as it is then. */
    @POST
    @Path("/{id}/transitions")
    public Response move(@PathParam("id") String id, byte[] body) {
        return SessionAnswer.of(() -> {
            var sent = SessionBody.read(body);
            var event = Stream.of(SessionEvent.values())
                    .filter(known -> SessionLifecycle.words(known).equals(sent.text("event")))
                    .findFirst()
                    .orElseThrow(() -> new Malformed("event must be one of those that the session names as events"));
            return change(id, sent, new Change.Move(event));
        });
    }

    /** {@code {"version", "change": reschedule|prescribe|observe|correct|note, …, "reason"?}} → 200 with the session as it is then. */
    @POST
    @Path("/{id}/changes")
    public Response change(@PathParam("id") String id, byte[] body) {
        return SessionAnswer.of(() -> {
            var sent = SessionBody.read(body);
            return change(id, sent, sent.change());
        });
    }

    private Response change(String id, SessionBody sent, Change change) throws Malformed {
        var session = SessionAnswer.id(id);
        return session.isEmpty()
                ? SessionAnswer.unknown()
                : respond(
                        sessions.change(session.get(), sent.version(), caller.member(), change, sent.text("reason")),
                        Status.OK);
    }

    private Response respond(Outcome outcome, Status done) {
        if (outcome instanceof Outcome.Done kept) {
            return Response.status(done)
                    .header("Cache-Control", "no-store")
                    .entity(SessionView.of(sessions, kept.session(), caller.mayNamePatients()))
                    .build();
        }
        if (outcome instanceof Outcome.Invalid invalid) {
            return SessionAnswer.refuse(Status.BAD_REQUEST, FaultCode.SESSION_INPUT_INVALID, invalid.sentence());
        }
        if (outcome instanceof Outcome.Conflict conflict) {
            return conflict(conflict);
        }
        return outcome instanceof Outcome.Refused refused
                ? SessionAnswer.refuse(Status.CONFLICT, FaultCode.SESSION_CHANGE_REFUSED, refused.sentence())
                : SessionAnswer.refuse(
                        Status.NOT_FOUND, FaultCode.SESSION_INPUT_INVALID, ((Outcome.Unknown) outcome).sentence());
    }

    /** The problem document with what changed: whoever gets it decides again. */
    private Response conflict(Outcome.Conflict conflict) {
        var problem = new LinkedHashMap<String, Object>();
        problem.put("title", FaultCode.SESSION_CHANGED_MEANWHILE.summary());
        problem.put("status", Status.CONFLICT.getStatusCode());
        problem.put("detail", "the session has version " + conflict.present().version() + " now");
        problem.put("code", FaultCode.SESSION_CHANGED_MEANWHILE.label());
        problem.put("version", conflict.present().version());
        problem.put("changed", caller.mayNamePatients() ? SessionView.lines(conflict.since()) : List.of());
        return Response.status(Status.CONFLICT)
                .type(Problem.MEDIA_TYPE)
                .header("Cache-Control", "no-store")
                .entity(problem)
                .build();
    }
}
