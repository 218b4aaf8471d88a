package io.mededge.global.fleet;

import io.mededge.global.catalog.Catalog;
import io.mededge.global.catalog.DevicePage;
import io.mededge.global.catalog.DeviceQuery;
import io.mededge.global.database.StoreUnavailableException;
import io.mededge.global.fault.Checked;
import io.mededge.global.fault.Faults;
import io.mededge.global.fault.Problem;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.FacilityAggregate;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The page of the global tier: the fleet by region and facility, the device list with its filters, and the hourly values. The server writes everything
 * into the page; scripts only spare reloading it.
 */
@Path("/")
class FleetPage {
    /** Shown first, where a facility has it. */
    private static final MetricId USUAL_METRIC = new MetricId("blood-flow");

    private static final Logger LOG = Logger.getLogger(FleetPage.class);

    private final FleetOverview overview;
    private final Catalog catalog;
    private final Aggregates aggregates;
    private final PageAssets assets;
    private final Faults faults;
    private final Clock clock;

    FleetPage(
            FleetOverview overview,
            Catalog catalog,
            Aggregates aggregates,
            PageAssets assets,
            Faults faults,
            Clock clock) {
        this.overview = overview;
        this.catalog = catalog;
        this.aggregates = aggregates;
        this.assets = assets;
        this.faults = faults;
        this.clock = clock;
    }

    @CheckedTemplate(requireTypeSafeExpressions = false)
    static class Templates {
        private Templates() {}

        static native TemplateInstance fleet(
                FleetView.@Nullable Counts counts,
                FleetView.Devices devices,
                FleetView.Hours hours,
                boolean away,
                String assets);
    }

    private record Choice(@Nullable Place place, @Nullable MetricId metric) {}

    @GET
    @Produces(MediaType.TEXT_HTML)
    public CompletionStage<Response> show(@Context UriInfo uri) {
        var parameters = new HashMap<String, List<String>>(uri.getQueryParameters());
        var choice = choice(parameters.remove("place"), parameters.remove("metric"));
        var counts = overview.latest().map(FleetView.Counts::of).orElse(null);
        return devices(parameters)
                .thenCombine(hours(choice), (devices, hours) -> page(counts, devices, hours, false))
                .exceptionallyCompose(failure -> StoreUnavailableException.isCauseOf(failure)
                        ? CompletableFuture.completedStage(pageWithoutDatabase(counts, failure))
                        : CompletableFuture.failedStage(failure));
    }

    private Response pageWithoutDatabase(FleetView.@Nullable Counts counts, Throwable failure) {
        faults.count(FaultCode.GLOBAL_STORE_UNAVAILABLE);
        LOG.warnf("%s: %s", FaultCode.GLOBAL_STORE_UNAVAILABLE.label(), failure);
        var empty = FleetView.Devices.of(DeviceQuery.EVERYTHING, new DevicePage(List.of(), null));
        return page(counts, empty, FleetView.Hours.NONE, true);
    }

    /** What the plot of the page shows: the same hours as its table. */
    @GET
    @Path("fleet/plot")
    @Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
    public CompletionStage<Response> plot(@Context UriInfo uri) {
        var now = clock.instant();
        var parsed = AggregateQuery.parse(uri.getQueryParameters(), now);
        if (!(parsed instanceof Checked.Valid<AggregateQuery> query)) {
            return CompletableFuture.completedStage(Problem.badRequest((Checked.Refused<?>) parsed));
        }
        return aggregates
                .read(query.value())
                .thenApply(read -> read instanceof Checked.Valid<List<FacilityAggregate>> hours
                        ? Response.ok(Plot.of(query.value(), now, hours.value()))
                                .build()
                        : Problem.badRequest((Checked.Refused<?>) read));
    }

    private Response page(
            FleetView.@Nullable Counts counts, FleetView.Devices devices, FleetView.Hours hours, boolean away) {
        var status = away
                ? Response.Status.SERVICE_UNAVAILABLE
                : devices.refused() == null ? Response.Status.OK : Response.Status.BAD_REQUEST;
        return Response.status(status)
                .entity(Templates.fleet(counts, devices, hours, away, assets.version())
                        .render())
                .header("Cache-Control", "no-store")
                .build();
    }

    private CompletionStage<FleetView.Devices> devices(Map<String, List<String>> parameters) {
        var parsed = DeviceQuery.parse(parameters);
        if (!(parsed instanceof Checked.Valid<DeviceQuery> query)) {
            return CompletableFuture.completedStage(refuse((Checked.Refused<?>) parsed));
        }
        return catalog.list(query.value()).thenApply(checked -> {
            if (checked instanceof Checked.Valid<DevicePage> page) {
                return FleetView.Devices.of(query.value(), page.value());
            }
            return refuse((Checked.Refused<?>) checked);
        });
    }

    private FleetView.Devices refuse(Checked.Refused<?> refused) {
        faults.count(refused.fault());
        return FleetView.Devices.refused(refused);
    }

    /** What was asked for, else the first facility; a choice that cannot be read counts as none. */
    private Choice choice(@Nullable List<String> place, @Nullable List<String> metric) {
        try {
            var parts = place == null ? new String[0] : place.get(0).split("/", -1);
            var chosen = parts.length == 2
                    ? Place.of(parts[0], parts[1])
                    : overview.latest()
                            .flatMap(snapshot ->
                                    snapshot.counts().places().keySet().stream().findFirst())
                            .orElse(null);
            return new Choice(chosen, metric == null ? null : new MetricId(metric.get(0)));
        } catch (IllegalArgumentException malformed) {
            return new Choice(null, null);
        }
    }

    private CompletionStage<FleetView.Hours> hours(Choice choice) {
        var place = choice.place();
        if (place == null) {
            return CompletableFuture.completedStage(FleetView.Hours.NONE);
        }
        return aggregates.metrics(place).thenCompose(metrics -> {
            var metric = shown(metrics, choice.metric());
            var to = AggregateQuery.endOfHour(clock.instant());
            var query =
                    new AggregateQuery(place.region(), place.facility(), metric, to.minus(AggregateQuery.DEFAULT), to);
            return aggregates.read(query).thenApply(read -> {
                var hours = read instanceof Checked.Valid<List<FacilityAggregate>> valid
                        ? valid.value()
                        : List.<FacilityAggregate>of();
                var names = metrics.stream().map(MetricId::value).toList();
                return FleetView.Hours.of(place, names, query, hours);
            });
        });
    }

    private static MetricId shown(List<MetricId> metrics, @Nullable MetricId chosen) {
        if (chosen != null && metrics.contains(chosen)) {
            return chosen;
        }
        return metrics.isEmpty() || metrics.contains(USUAL_METRIC) ? USUAL_METRIC : metrics.get(0);
    }
}
