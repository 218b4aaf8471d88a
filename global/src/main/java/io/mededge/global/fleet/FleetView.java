package io.mededge.global.fleet;

import io.mededge.global.catalog.DevicePage;
import io.mededge.global.catalog.DeviceQuery;
import io.mededge.global.catalog.FleetCounts;
import io.mededge.global.fault.Checked;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.CatalogEntry.Health;
import io.mededge.model.outbound.FacilityAggregate;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the fleet page shows, ready for its template: numbers grouped, links complete. */
final class FleetView {
    /** Facilities in the table; the list of devices finds the others. */
    static final int MAX_PLACES = 200;

    private FleetView() {}

    /** @param countedAt ms since 1970 */
    record Counts(
            long countedAt,
            boolean complete,
            int placeCount,
            Row total,
            List<Row> regions,
            List<Row> places,
            List<Model> models,
            String shape) {
        static Counts of(FleetOverview.Snapshot snapshot) {
            var counts = snapshot.counts();
            return new Counts(
                    snapshot.countedAt().toEpochMilli(),
                    counts.complete(),
                    counts.places().size(),
                    Row.of("all", "World", counts.health()),
                    counts.regions().entrySet().stream()
                            .map(region -> Row.of(region.getKey(), region.getKey(), region.getValue()))
                            .toList(),
                    counts.places().entrySet().stream()
                            .limit(MAX_PLACES)
                            .map(place -> Row.of(
                                    place.getKey().toString(),
                                    place.getKey().facility().value(),
                                    place.getValue()))
                            .toList(),
                    models(counts),
                    shape(counts));
        }

        public boolean cut() {
            return placeCount > MAX_PLACES;
        }

        private static List<Model> models(FleetCounts counts) {
            return counts.models().entrySet().stream()
                    .map(model -> new Model(model.getKey().value(), grouped(model.getValue())))
                    .toList();
        }

        /** Changes when the page has other rows than before. */
        private static String shape(FleetCounts counts) {
            return Integer.toHexString(List.of(
                            List.copyOf(counts.places().keySet()),
                            List.copyOf(counts.models().keySet()))
                    .hashCode());
        }
    }

    /**
     * @param key {@code all}, a region or {@code region/facility}: the beginning of the row's live keys
     * @param share reporting devices of all, per cent, rounded down: 100 means all
     */
    record Row(String key, String name, String devices, String reporting, String silent, String unknown, String share) {
        static Row of(String key, String name, Map<Health, Integer> counts) {
            var devices = counts.values().stream().mapToInt(Integer::intValue).sum();
            int reporting = counts.getOrDefault(Health.REPORTING, 0);
            return new Row(
                    key,
                    name,
                    grouped(devices),
                    grouped(reporting),
                    grouped(counts.getOrDefault(Health.SILENT, 0)),
                    grouped(counts.getOrDefault(Health.UNKNOWN, 0)),
                    devices == 0 ? "0" : String.valueOf(100L * reporting / devices));
        }

        public String region() {
            return key.substring(0, Math.max(0, key.indexOf('/')));
        }
    }

    record Model(String name, String devices) {
        public String link() {
            return "/?model=" + encoded(name) + "#devices";
        }
    }

    /**
     * @param refused what is wrong with the query, when something is
     * @param nextHref null on the last page
     */
    record Devices(
            Map<String, String> filter,
            boolean firstPage,
            @Nullable DevicePage page,
            Checked.@Nullable Refused<?> refused,
            @Nullable String firstHref,
            @Nullable String nextHref) {
        public List<String> healths() {
            return Stream.of(Health.values()).map(Health::name).toList();
        }

        static Devices of(DeviceQuery query, DevicePage page) {
            var filter = query.filter().parts();
            var first = "/?" + parameters(filter) + "&pageSize=" + query.pageSize();
            var next = page.nextPageToken();
            return new Devices(
                    filter,
                    query.pageToken() == null,
                    page,
                    null,
                    first + "#devices",
                    next == null ? null : first + "&pageToken=" + encoded(next) + "#devices");
        }

        static Devices refused(Checked.Refused<?> refused) {
            return new Devices(Map.of(), true, null, refused, "/#devices", null);
        }
    }

    /**
     * The hourly values of one metric of one facility.
     *
     * @param placeKey {@code region/facility}
     */
    record Hours(
            @Nullable String placeKey,
            List<String> metrics,
            @Nullable String metric,
            List<Hour> hours,
            @Nullable String plotHref,
            @Nullable String dataHref,
            @Nullable String selfHref) {
        static final Hours NONE = new Hours(null, List.of(), null, List.of(), null, null, null);

        static Hours of(Place place, List<String> metrics, AggregateQuery query, List<FacilityAggregate> hours) {
            var metric = query.metric().value();
            var series = "region=" + place.region() + "&facility=" + place.facility() + "&metric=" + metric;
            return new Hours(
                    place.toString(),
                    metrics,
                    metric,
                    hours.stream().map(Hour::of).toList(),
                    "/fleet/plot?" + series,
                    "/api/fleet/aggregates?" + series + "&from=" + query.from() + "&to=" + query.to(),
                    "/?place=" + encoded(place.toString()) + "&metric=" + metric);
        }
    }

    record Hour(String start, String mean, String deviation, String unit, String samples, int contributors) {
        static Hour of(FacilityAggregate aggregate) {
            return new Hour(
                    aggregate.hour().toString(),
                    String.format(Locale.ROOT, "%,.2f", aggregate.mean()),
                    String.format(Locale.ROOT, "%,.2f", aggregate.standardDeviation()),
                    aggregate.unit().value(),
                    String.format(Locale.ROOT, "%,d", aggregate.samples()),
                    aggregate.contributors());
        }
    }

    static String grouped(int number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String parameters(Map<String, String> parameters) {
        var text = new StringBuilder();
        parameters.forEach((name, value) ->
                text.append(text.isEmpty() ? "" : "&").append(name).append('=').append(encoded(value)));
        return text.toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
