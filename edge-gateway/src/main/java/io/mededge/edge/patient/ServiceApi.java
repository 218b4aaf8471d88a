package io.mededge.edge.patient;

import io.mededge.edge.access.Caller;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** A technician's mark that a station is out of service: {@code PUT} sets it, {@code DELETE} takes it away, both 204. */
@Path("/api/stations/{station}/service")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class ServiceApi {
    private final Bedside bedside;
    private final Caller caller;

    ServiceApi(Bedside bedside, Caller caller) {
        this.bedside = bedside;
        this.caller = caller;
    }

    @PUT
    public Response out(@PathParam("station") String station) {
        return mark(station, true);
    }

    @DELETE
    public Response in(@PathParam("station") String station) {
        return mark(station, false);
    }

    private Response mark(String station, boolean out) {
        return JsonBody.answer(bedside.mark(station, out, caller.member()), Response.noContent());
    }
}
