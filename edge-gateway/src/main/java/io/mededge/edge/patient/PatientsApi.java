package io.mededge.edge.patient;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;

/** Admits patients. Answers never repeat what was entered, and nothing here logs it. */
@Path("/api/patients")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PatientsApi {
    private final Bedside bedside;

    PatientsApi(Bedside bedside) {
        this.bedside = bedside;
    }

    /** {@code {"given", "family", "birthDate", "identifier": {"system", "value", "type"?}}} → 201 {@code {"patient": id}}. */
    @POST
    public Response admit(byte[] body) {
        return JsonBody.read(body).map(this::admit).orElseGet(JsonBody::notAnObject);
    }

    private Response admit(JsonNode patient) {
        var admission = bedside.admit(AdmissionForm.of(patient));
        if (admission instanceof Admission.Admitted admitted) {
            return Response.status(Status.CREATED)
                    .entity(Map.of("patient", admitted.patient().value()))
                    .build();
        }
        return admission instanceof Admission.Invalid invalid
                ? JsonBody.refuse(Status.BAD_REQUEST, invalid.sentence())
                : JsonBody.refuse(Status.CONFLICT, ((Admission.Refused) admission).sentence());
    }
}
