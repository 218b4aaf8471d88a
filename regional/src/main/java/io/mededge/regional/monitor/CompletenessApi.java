package io.mededge.regional.monitor;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.regional.completeness.EvidenceReader;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the region has what a gateway recorded, with the gateway's signed statements, for programs that check them. */
@Path("/api/region/completeness")
public class CompletenessApi {
    private static final String PROBLEM = "application/problem+json";

    private final EvidenceReader reader;

    CompletenessApi(EvidenceReader reader) {
        this.reader = reader;
    }

    /**
     * @param from ISO 8601, UTC, as 2026-03-01T08:00:00Z
     * @param to at most 168 hours later
     */
    @GET
    @Produces({MediaType.APPLICATION_JSON, PROBLEM})
    @Blocking
    public Response completeness(
            @QueryParam("facility") @Nullable String facility,
            @QueryParam("device") @Nullable String device,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        if (facility == null || device == null || from == null || to == null) {
            return refused("facility, device, from and to must be given");
        }
        try {
            var evidence =
                    reader.read(new FacilityId(facility), new DeviceId(device), Instant.parse(from), Instant.parse(to));
            return Response.ok(evidence, MediaType.APPLICATION_JSON).build();
        } catch (DateTimeParseException noTime) {
            return refused("from and to must be times like 2026-03-01T08:00:00Z");
        } catch (IllegalArgumentException outOfBounds) {
            return refused(String.valueOf(outOfBounds.getMessage()));
        }
    }

    private static Response refused(String why) {
        return Response.status(Response.Status.BAD_REQUEST)
                .entity(Map.of("title", "Bad Request", "status", 400, "detail", why))
                .type(PROBLEM)
                .build();
    }
}
