package io.mededge.edge.patient;

import com.fasterxml.jackson.databind.JsonNode;
import io.mededge.edge.access.Caller;
import io.mededge.edge.identity.PatientId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.DateTimeException;
import java.util.Map;

/** Says whose a span of a station's past was. Who may, {@link Bedside} decides for each kind. */
@Path("/api/stations/{station}/corrections")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class CorrectionsApi {
    private interface Kind {
        Association apply(String station, JsonNode sent);
    }

    private final Bedside bedside;
    private final Caller caller;
    private final Map<String, Kind> kinds;

    CorrectionsApi(Bedside bedside, Caller caller) {
        this.bedside = bedside;
        this.caller = caller;
        kinds = Map.of("claim", this::claim, "correct", this::correct, "put-right", this::putRight);
    }

    /**
     * {@code {"kind", "patient", "from", "until", "reason"}}: {@code claim} what was nobody's, {@code correct} whatever was said (a patient of {@code null}: nobody's),
     * {@code put-right} the span from {@code from} to now and the present, with {@code scanned} as in an association → 200; 409 with what stands against it.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response correct(@PathParam("station") String station, byte[] body) {
        var json = JsonBody.read(body);
        if (json.isEmpty()) {
            return JsonBody.notAnObject();
        }
        var kind = kinds.get(JsonBody.text(json.get(), "kind"));
        if (kind == null) {
            return JsonBody.refuse(Status.BAD_REQUEST, "kind must be claim, correct or put-right");
        }
        try {
            return JsonBody.answer(kind.apply(station, json.get()), Response.ok(Map.of("done", true)));
        } catch (DateTimeException notATime) {
            return JsonBody.refuse(Status.BAD_REQUEST, "from and until must be times of the form 2026-11-21T12:00:00Z");
        } catch (IllegalArgumentException notAnId) {
            return JsonBody.notAnId();
        }
    }

    private Association claim(String station, JsonNode sent) {
        return bedside.claim(
                station,
                patient(sent),
                JsonBody.time(sent, "from"),
                JsonBody.time(sent, "until"),
                caller.member(),
                JsonBody.text(sent, "reason"));
    }

    private Association correct(String station, JsonNode sent) {
        return bedside.correct(
                station,
                JsonBody.time(sent, "from"),
                JsonBody.time(sent, "until"),
                sent.hasNonNull("patient") ? patient(sent) : null,
                caller.member(),
                JsonBody.text(sent, "reason"));
    }

    private Association putRight(String station, JsonNode sent) {
        return bedside.reassociate(
                station,
                JsonBody.time(sent, "from"),
                patient(sent),
                JsonBody.proof(sent, caller.member()),
                caller.member(),
                JsonBody.text(sent, "reason"));
    }

    private static PatientId patient(JsonNode sent) {
        return new PatientId(JsonBody.text(sent, "patient"));
    }
}
