package io.mededge.global.fleet;

import io.mededge.global.catalog.FleetCounts;
import io.mededge.global.database.StoreUnavailableException;
import io.mededge.global.fault.Checked;
import io.mededge.global.fault.Faults;
import io.mededge.global.fault.Problem;
import io.mededge.model.outbound.CatalogEntry.Health;
import io.mededge.model.outbound.FacilityAggregate;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /api/fleet}: the counts of the fleet and the hourly aggregates. */
@Path("/api/fleet")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
class FleetApi {
    private final FleetOverview overview;
    private final Aggregates aggregates;
    private final Faults faults;
    private final Clock clock;

    FleetApi(FleetOverview overview, Aggregates aggregates, Faults faults, Clock clock) {
        this.overview = overview;
        this.aggregates = aggregates;
        this.faults = faults;
        this.clock = clock;
    }

    record Overview(
            Instant countedAt,
            boolean complete,
            int devices,
            Map<Health, Integer> health,
            List<Region> regions,
            List<Facility> facilities,
            List<Model> models) {
        static Overview of(FleetOverview.Snapshot snapshot) {
            var counts = snapshot.counts();
            return new Overview(
                    snapshot.countedAt(),
                    counts.complete(),
                    counts.devices(),
                    counts.health(),
                    counts.regions().entrySet().stream()
                            .map(region -> new Region(region.getKey(), sum(region.getValue()), region.getValue()))
                            .toList(),
                    counts.places().entrySet().stream()
                            .map(place -> new Facility(
                                    place.getKey().region().value(),
                                    place.getKey().facility().value(),
                                    sum(place.getValue()),
                                    place.getValue()))
                            .toList(),
                    models(counts));
        }

        private static List<Model> models(FleetCounts counts) {
            return counts.models().entrySet().stream()
                    .map(model -> new Model(model.getKey().value(), model.getValue()))
                    .toList();
        }

        private static int sum(Map<Health, Integer> counts) {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    record Region(String region, int devices, Map<Health, Integer> health) {}

    record Facility(String region, String facility, int devices, Map<Health, Integer> health) {}

    record Model(String model, int devices) {}

    /** @param hour its start, UTC */
    record Hour(
            String region,
            String facility,
            String metric,
            String unit,
            Instant hour,
            int contributors,
            long samples,
            double mean,
            double standardDeviation,
            long revision) {
        static Hour of(FacilityAggregate aggregate) {
            return new Hour(
                    aggregate.place().region().value(),
                    aggregate.place().facility().value(),
                    aggregate.metric().value(),
                    aggregate.unit().value(),
                    aggregate.hour(),
                    aggregate.contributors(),
                    aggregate.samples(),
                    aggregate.mean(),
                    aggregate.standardDeviation(),
                    aggregate.revision());
        }
    }

    record Hours(List<Hour> items) {}

    @GET
    @Path("overview")
    public Overview overview() {
        return overview.latest()
                .map(Overview::of)
                .orElseThrow(() -> new StoreUnavailableException("the fleet was not counted yet"));
    }

    @GET
    @Path("aggregates")
    public CompletionStage<Response> aggregates(@Context UriInfo uri) {
        var parsed = AggregateQuery.parse(uri.getQueryParameters(), clock.instant());
        if (parsed instanceof Checked.Valid<AggregateQuery> query) {
            return aggregates.read(query.value()).thenApply(this::answer);
        }
        return CompletableFuture.completedStage(refuse((Checked.Refused<?>) parsed));
    }

    private Response answer(Checked<List<FacilityAggregate>> checked) {
        if (checked instanceof Checked.Valid<List<FacilityAggregate>> hours) {
            return Response.ok(new Hours(hours.value().stream().map(Hour::of).toList()))
                    .build();
        }
        return refuse((Checked.Refused<?>) checked);
    }

    private Response refuse(Checked.Refused<?> refused) {
        faults.count(refused.fault());
        return Problem.badRequest(refused);
    }
}
