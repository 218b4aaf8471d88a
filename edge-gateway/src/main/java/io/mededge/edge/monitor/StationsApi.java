package io.mededge.edge.monitor;

import io.mededge.edge.fault.Problem;
import io.mededge.edge.patient.Bedside;
import io.mededge.model.id.MetricId;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.Optional;

/** The stations as JSON, and the recent past of one metric as JSON or CSV. */
@Path("/api/stations")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class StationsApi {
    private static final String CSV = "text/csv;charset=utf-8";

    private final Board board;
    private final Bedside bedside;
    private final LiveBoard live;

    StationsApi(Board board, Bedside bedside, LiveBoard live) {
        this.board = board;
        this.bedside = bedside;
        this.live = live;
    }

    @GET
    public List<?> stations() {
        var now = live.now();
        return board.stations().stream()
                .map(station -> StationView.of(station, bedside, false, now))
                .toList();
    }

    @GET
    @Path("/{station}")
    public Response station(@PathParam("station") String name) {
        return board.station(name)
                .map(station -> Response.ok(StationView.of(station, bedside, true, live.now()))
                        .build())
                .orElseGet(() -> Problem.of(Status.NOT_FOUND, "there is no such station"));
    }

    /**
     * The values that are held here: ten minutes of what is polled, the last 120 of what is measured now and then.
     *
     * @param minutes 1 to {@link History#MAX_MINUTES}
     * @param format json or csv
     */
    @GET
    @Path("/{station}/history")
    @Produces({MediaType.APPLICATION_JSON, CSV})
    public Response history(
            @PathParam("station") String name,
            @QueryParam("metric") @DefaultValue("venous-pressure") String metric,
            @QueryParam("minutes") @DefaultValue("10") String minutes,
            @QueryParam("format") @DefaultValue("json") String format) {
        var station = board.station(name);
        if (station.isEmpty()) {
            return Problem.of(Status.NOT_FOUND, "there is no such station");
        }
        var span = History.minutes(minutes);
        if (span == null) {
            return Problem.of(Status.BAD_REQUEST, "minutes must be 1 to " + History.MAX_MINUTES);
        }
        if (!format.equals("json") && !format.equals("csv")) {
            return Problem.of(Status.BAD_REQUEST, "format must be json or csv");
        }
        var id = id(metric);
        var device = id.flatMap(station.get()::with);
        if (id.isEmpty() || device.isEmpty()) {
            return Problem.of(Status.NOT_FOUND, "no device of this station has such a metric");
        }
        var description = device.get().metric(id.get()).orElseThrow();
        var history = History.of(station.get(), device.get(), description, span, live.now());
        return format.equals("csv")
                ? Response.ok(history.csv(), CSV)
                        .header("Content-Disposition", "attachment; filename=\"" + name + "-" + metric + ".csv\"")
                        .build()
                : Response.ok(history, MediaType.APPLICATION_JSON).build();
    }

    static Optional<MetricId> id(String text) {
        try {
            return Optional.of(new MetricId(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
