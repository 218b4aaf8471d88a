package io.mededge.edge.patient;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.fault.Problem;
import io.mededge.edge.identity.PatientId;
import io.mededge.model.fault.FaultCode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Admits patients and ties them to stations. Answers never repeat what was entered, and nothing here logs it. */
@Path("/api")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PatientsApi {
    static final int MAX_BODY_BYTES = 8_192;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Bedside bedside;

    PatientsApi(Bedside bedside) {
        this.bedside = bedside;
    }

    /** {@code {"given", "family", "birthDate", "identifier": {"system", "value", "type"?}}} → 201 {@code {"patient": id}}. */
    @POST
    @Path("/patients")
    public Response admit(byte[] body) {
        return read(body).map(this::admit).orElseGet(PatientsApi::notAnObject);
    }

    private Response admit(JsonNode patient) {
        var identifier = patient.path("identifier");
        var form = new AdmissionForm(
                text(patient, "given"),
                text(patient, "family"),
                text(patient, "birthDate"),
                text(identifier, "system"),
                text(identifier, "type"),
                text(identifier, "value"));
        var admission = bedside.admit(form);
        if (admission instanceof Admission.Admitted admitted) {
            return Response.status(Status.CREATED)
                    .entity(Map.of("patient", admitted.patient().value()))
                    .build();
        }
        return admission instanceof Admission.Invalid invalid
                ? refuse(Status.BAD_REQUEST, invalid.sentence())
                : refuse(Status.CONFLICT, ((Admission.Refused) admission).sentence());
    }

    /** {@code {"patient": id}} → 200 with the association. */
    @PUT
    @Path("/stations/{station}/association")
    public Response associate(@PathParam("station") String station, byte[] body) {
        var patient = read(body).map(json -> text(json, "patient"));
        if (patient.isEmpty()) {
            return notAnObject();
        }
        try {
            return answer(bedside.associate(station, new PatientId(patient.get())), patient.get());
        } catch (IllegalArgumentException notAnId) {
            return refuse(Status.BAD_REQUEST, "patient must be an id as admission gave it, 32 hexadecimal digits");
        }
    }

    /** 204, also when nobody was there. */
    @DELETE
    @Path("/stations/{station}/association")
    public Response release(@PathParam("station") String station) {
        return answer(bedside.release(station), "");
    }

    private static Response answer(Association association, String patient) {
        if (association instanceof Association.Unknown unknown) {
            return refuse(Status.NOT_FOUND, unknown.sentence());
        }
        if (association instanceof Association.Conflict conflict) {
            return refuse(Status.CONFLICT, conflict.sentence());
        }
        return patient.isEmpty()
                ? Response.noContent().build()
                : Response.ok(Map.of("patient", patient)).build();
    }

    /** Read here and not by the framework, whose own error answers quote the input. */
    private static Optional<JsonNode> read(byte[] body) {
        if (body.length > MAX_BODY_BYTES) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readTree(body)).filter(JsonNode::isObject);
        } catch (JacksonException notJson) {
            return Optional.empty();
        } catch (IOException inMemory) {
            throw new java.io.UncheckedIOException(inMemory);
        }
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).textValue() : "";
    }

    private static Response notAnObject() {
        return refuse(Status.BAD_REQUEST, "the body must be a JSON object of at most " + MAX_BODY_BYTES + " bytes");
    }

    private static Response refuse(Status status, String sentence) {
        return Problem.of(status, FaultCode.PATIENT_INPUT_INVALID, sentence);
    }
}
