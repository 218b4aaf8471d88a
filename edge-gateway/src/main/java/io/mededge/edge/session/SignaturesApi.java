package io.mededge.edge.session;

import io.mededge.edge.access.Caller;
import io.mededge.edge.identity.Role;
import io.mededge.edge.session.SessionView.Signed;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.session.SessionId;
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
import java.time.ZoneId;

/** Signs the record of a treatment that has ended, and gives it as a file that can be verified without this gateway. */
@Path("/api/sessions/{id}/signatures")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class SignaturesApi {
    private final Sessions sessions;
    private final SignerIdentity identity;
    private final Caller caller;

    SignaturesApi(Sessions sessions, SignerIdentity identity, Caller caller) {
        this.sessions = sessions;
        this.identity = identity;
        this.caller = caller;
    }

    /**
     * {@code {"version", "role", "meaning", "badge", "pin", "password"}}: whoever is logged in signs, and gives the components of the identity anew: two different ones at
     * the first signature of ten minutes, at each further one at least the PIN or password → 201 with the signature; 409 {@code ME-626} with what is missing.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response sign(@PathParam("id") String id, byte[] body) {
        return SessionAnswer.of(() -> {
            var sent = SessionBody.read(body);
            var session = SessionAnswer.id(id);
            return session.isEmpty() ? SessionAnswer.unknown() : sign(session.get(), sent);
        });
    }

    private Response sign(SessionId session, SessionBody sent) throws SessionBody.Malformed {
        var claim = sent.claim(caller.member().id(), ZoneId.systemDefault());
        var outcome = sessions.sign(session, sent.version(), claim, identity);
        if (outcome instanceof SignatureOutcome.Signed signed) {
            return Response.status(Status.CREATED)
                    .header("Cache-Control", "no-store")
                    .entity(Signed.of(signed.signature()))
                    .build();
        }
        return outcome instanceof SignatureOutcome.Refused refused
                ? SessionAnswer.refuse(Status.CONFLICT, FaultCode.SIGNATURE_REFUSED, refused.sentence())
                : SessionAnswer.unknown();
    }

    /** A signed version as {@code ./mededge session verify} reads it; 404 if that version has no signature, or the patient was erased. */
    @GET
    @Path("/{version}")
    public Response export(@PathParam("id") String id, @PathParam("version") long version) {
        if (!caller.member().isAny(Role.NAMING_PATIENTS)) {
            return SessionAnswer.refuse(
                    Status.FORBIDDEN, FaultCode.ROLE_MISSING, "the record of a treatment is not for this role");
        }
        return SessionAnswer.id(id)
                .flatMap(session -> sessions.export(session, version))
                .map(file -> Response.ok(file)
                        .header("Cache-Control", "no-store")
                        .header("Content-Disposition", "attachment; filename=\"signed-session.json\"")
                        .build())
                .orElseGet(SessionAnswer::unknown);
    }
}
