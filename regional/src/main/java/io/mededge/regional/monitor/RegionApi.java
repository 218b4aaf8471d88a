package io.mededge.regional.monitor;

import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The overview for programs. */
@Path("/api/region")
public class RegionApi {
    private final OverviewReader reader;

    RegionApi(OverviewReader reader) {
        this.reader = reader;
    }

    @GET
    @Path("/overview")
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    public Overview overview() {
        return reader.read();
    }
}
