package io.mededge.global.fleet;

import io.mededge.global.database.CassandraStore;
import io.mededge.global.fault.Checked;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.FacilityAggregate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The hourly aggregates of all facilities. Stages fail with {@code StoreUnavailableException} while the database is away. */
public final class Aggregates {
    /** Regions with facilities of one name that one answer may join. */
    static final int MAX_REGIONS = 8;

    /** A revision counts corrections; more bits than any clock needs would outlast every true one. */
    static final long MAX_REVISION = 1L << 53;

    private static final Instant FIRST_HOUR = Instant.parse("2020-01-01T00:00:00Z");
    private static final Duration CLOCK_TOLERANCE = Duration.ofHours(1);

    private final AggregateStore store;
    private final Clock clock;

    public Aggregates(CassandraStore cassandra, Clock clock) {
        this.store = new AggregateStore(cassandra);
        this.clock = clock;
    }

    /** Statements that create what is missing. */
    public static List<String> tables() {
        return AggregateStore.TABLES;
    }

    /** Refuses hours and revisions that cannot be, or that would outlast every true one. */
    Checked<FacilityAggregate> admit(FacilityAggregate aggregate) {
        if (aggregate.hour().isAfter(clock.instant().plus(CLOCK_TOLERANCE))
                || aggregate.hour().isBefore(FIRST_HOUR)) {
            return refused("the hour lies in the future or before " + FIRST_HOUR);
        }
        if (aggregate.revision() > MAX_REVISION) {
            return refused("the revision is out of bounds");
        }
        return Checked.valid(aggregate);
    }

    /** Stores the aggregate, unless a higher revision of its hour is there already. */
    CompletionStage<?> store(FacilityAggregate aggregate) {
        return store.upsert(aggregate);
    }

    /** The metrics that there are aggregates of, in order of their names. */
    CompletionStage<List<MetricId>> metrics(Place place) {
        return store.series(place.facility())
                .thenApply(all -> all.stream()
                        .filter(series -> series.region().equals(place.region()))
                        .map(AggregateStore.Series::metric)
                        .toList());
    }

    /** @return region by region in order of time; refused when too many regions have a facility of that name */
    CompletionStage<Checked<List<FacilityAggregate>>> read(AggregateQuery query) {
        var region = query.region();
        if (region != null) {
            return read(query, new Place(region, query.facility())).thenApply(Checked::valid);
        }
        return store.series(query.facility()).thenCompose(all -> {
            var places = all.stream()
                    .filter(series -> series.metric().equals(query.metric()))
                    .map(series -> new Place(series.region(), query.facility()))
                    .toList();
            return places.size() > MAX_REGIONS
                    ? CompletableFuture.completedStage(Checked.refused(
                            FaultCode.CATALOG_BAD_QUERY,
                            "Facilities of this name are in many regions: give the region."))
                    : read(query, places).thenApply(Checked::valid);
        });
    }

    private CompletionStage<List<FacilityAggregate>> read(AggregateQuery query, List<Place> places) {
        var reads = places.stream()
                .map(place -> read(query, place).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                .thenApply(done ->
                        reads.stream().flatMap(place -> place.join().stream()).toList());
    }

    private CompletionStage<List<FacilityAggregate>> read(AggregateQuery query, Place place) {
        return store.read(place, query.metric(), query.months(), query.from(), query.to());
    }

    private static Checked<FacilityAggregate> refused(String sentence) {
        return Checked.refused(FaultCode.GLOBAL_INTAKE_MALFORMED, sentence);
    }
}
