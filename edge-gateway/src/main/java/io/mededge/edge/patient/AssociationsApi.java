package io.mededge.edge.patient;

import com.fasterxml.jackson.databind.JsonNode;
import io.mededge.edge.identity.Identifier;
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
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;
import java.util.Optional;

/** Ties a patient to a station, and frees it. */
@Path("/api/stations/{station}/association")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class AssociationsApi {
    private final Bedside bedside;

    AssociationsApi(Bedside bedside) {
        this.bedside = bedside;
    }

    /**
     * {@code {"patient": id, "scanned"?: {"system", "value", "type"?}}} → 200 with the id; 409 if the patient is elsewhere, the station is taken, or what was
     * scanned is not the patient's. Without a scan the history says that name and birth date were compared, and that nobody is named.
     */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public Response associate(@PathParam("station") String station, byte[] body) {
        var json = JsonBody.read(body);
        if (json.isEmpty()) {
            return JsonBody.notAnObject();
        }
        var patient = JsonBody.text(json.get(), "patient");
        try {
            return answer(
                    bedside.associate(station, new PatientId(patient), proof(json.get())),
                    Response.ok(Map.of("patient", patient)));
        } catch (IllegalArgumentException notAnId) {
            return JsonBody.refuse(
                    Status.BAD_REQUEST, "patient must be an id as admission gave it, 32 hexadecimal digits");
        }
    }

    /** 204, also when nobody was there. */
    @DELETE
    public Response release(@PathParam("station") String station) {
        return answer(bedside.dissociate(station, Ending.BY_HAND, Optional.empty()), Response.noContent());
    }

    private static Proof proof(JsonNode association) {
        var scanned = association.path("scanned");
        if (!scanned.isObject()) {
            return new Proof.Manual(Optional.empty());
        }
        var type = JsonBody.text(scanned, "type");
        var identifier = new Identifier(
                JsonBody.text(scanned, "system"),
                type.isBlank() ? Identifier.DEFAULT_TYPE : type,
                JsonBody.text(scanned, "value"));
        return new Proof.Scanned(identifier, Optional.empty());
    }

    private static Response answer(Association association, Response.ResponseBuilder done) {
        if (association instanceof Association.Unknown unknown) {
            return JsonBody.refuse(Status.NOT_FOUND, unknown.sentence());
        }
        return association instanceof Association.Conflict conflict
                ? JsonBody.refuse(Status.CONFLICT, conflict.sentence())
                : done.build();
    }
}
