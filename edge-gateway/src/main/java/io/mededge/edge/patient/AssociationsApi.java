package io.mededge.edge.patient;

import com.fasterxml.jackson.databind.JsonNode;
import io.mededge.edge.access.Caller;
import io.mededge.edge.identity.PatientId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Optional;

/** Ties a patient to a station, and frees it. The history names whoever is logged in. */
@Path("/api/stations/{station}/association")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class AssociationsApi {
    private final Bedside bedside;
    private final Caller caller;

    AssociationsApi(Bedside bedside, Caller caller) {
        this.bedside = bedside;
        this.caller = caller;
    }

    /**
     * {@code {"patient": id, "scanned"?: {"system", "value", "type"?}}} → 200 with the id; 409 if the patient is elsewhere, the station is taken, or what was
     * scanned is not the patient's. Without a scan the history says that this person has compared name and birth date.
     */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Response associate(@PathParam("station") String station, byte[] body) {
        return JsonBody.read(body).map(json -> associate(station, json)).orElseGet(JsonBody::notAnObject);
    }

    private Response associate(String station, JsonNode json) {
        var patient = JsonBody.text(json, "patient");
        try {
            var association = bedside.associate(station, new PatientId(patient), JsonBody.proof(json, caller.member()));
            return JsonBody.answer(association, Response.ok(Map.of("patient", patient)));
        } catch (IllegalArgumentException notAnId) {
            return JsonBody.notAnId();
        }
    }

    /** 204, also when nobody was there. */
    @DELETE
    public Response release(@PathParam("station") String station) {
        var association = bedside.dissociate(station, Ending.BY_HAND, Optional.of(caller.member()));
        return JsonBody.answer(association, Response.noContent());
    }
}
