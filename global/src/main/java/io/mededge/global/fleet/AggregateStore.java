package io.mededge.global.fleet;

import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import io.mededge.global.database.CassandraStore;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.FacilityAggregate;
import io.mededge.model.outbound.UnitCode;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code aggregates}: one partition for each facility, metric and month (at most 744 rows), one row for each hour. The revision is the write time
 * that Cassandra compares, so the highest stays whatever the order of arrival; the numbers are one cell, so they always belong together, even if a region
 * should use a revision twice. {@code aggregate_series} says which metrics of which regions a facility's name leads to.
 */
final class AggregateStore {
    static final List<String> TABLES = List.of("""
            create type if not exists hour_summary (
                unit text, contributors int, samples bigint, mean double, standard_deviation double)""", """
            create table if not exists aggregates (
                region text, facility text, metric text, month int, hour timestamp,
                revision bigint, summary frozen<hour_summary>,
                primary key ((region, facility, metric, month), hour))""", """
            create table if not exists aggregate_series (
                facility text, region text, metric text,
                primary key (facility, region, metric))""");

    /** Far above the metrics of a facility's name in all regions. */
    static final int MAX_SERIES = 10_000;

    private static final String UPSERT = """
            insert into aggregates (region, facility, metric, month, hour, revision, summary)
            values (:region, :facility, :metric, :month, :hour, :revision, :summary) using timestamp :written""";
    private static final String UPSERT_SERIES =
            "insert into aggregate_series (facility, region, metric) values (?, ?, ?)";
    private static final String READ = """
            select hour, revision, summary from aggregates
            where region = ? and facility = ? and metric = ? and month = ? and hour >= ? and hour < ?""";
    private static final String SERIES = "select region, metric from aggregate_series where facility = ?";

    private final CassandraStore cassandra;

    AggregateStore(CassandraStore cassandra) {
        this.cassandra = cassandra;
    }

    /** A metric that a facility of a region has aggregates of. */
    record Series(RegionId region, MetricId metric) {}

    CompletionStage<?> upsert(FacilityAggregate aggregate) {
        var place = aggregate.place();
        // the series first: whoever finds the aggregate can also find it by its facility
        return cassandra
                .execute(
                        UPSERT_SERIES,
                        place.facility().value(),
                        place.region().value(),
                        aggregate.metric().value())
                .thenCompose(written -> cassandra.executeBound(UPSERT, statement -> bind(statement, aggregate)));
    }

    CompletionStage<List<Series>> series(FacilityId facility) {
        var series = new ArrayList<Series>();
        return cassandra
                .execute(SERIES, facility.value())
                .thenCompose(rows -> cassandra.drain(
                        rows,
                        MAX_SERIES,
                        row -> series.add(new Series(
                                new RegionId(required(row.getString("region"))),
                                new MetricId(required(row.getString("metric")))))))
                .thenApply(complete -> series);
    }

    /** @return in order of time */
    CompletionStage<List<FacilityAggregate>> read(
            Place place, MetricId metric, List<YearMonth> months, Instant from, Instant to) {
        var reads = months.stream()
                .map(month -> readMonth(place, metric, month, from, to).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(reads.toArray(CompletableFuture[]::new))
                .thenApply(done -> reads.stream()
                        .flatMap(month -> month.join().stream())
                        .sorted(Comparator.comparing(FacilityAggregate::hour))
                        .toList());
    }

    private CompletionStage<List<FacilityAggregate>> readMonth(
            Place place, MetricId metric, YearMonth month, Instant from, Instant to) {
        return cassandra
                .execute(
                        READ, place.region().value(), place.facility().value(), metric.value(), number(month), from, to)
                .thenApply(rows -> {
                    var hours = new ArrayList<FacilityAggregate>();
                    rows.currentPage().forEach(row -> hours.add(aggregate(place, metric, row)));
                    return hours;
                });
    }

    private static BoundStatementBuilder bind(PreparedStatement statement, FacilityAggregate aggregate) {
        var type = (UserDefinedType)
                statement.getVariableDefinitions().get("summary").getType();
        return statement
                .boundStatementBuilder()
                .setString("region", aggregate.place().region().value())
                .setString("facility", aggregate.place().facility().value())
                .setString("metric", aggregate.metric().value())
                .setInt("month", number(AggregateQuery.month(aggregate.hour())))
                .setInstant("hour", aggregate.hour())
                .setLong("revision", aggregate.revision())
                .setUdtValue(
                        "summary",
                        type.newValue(
                                aggregate.unit().value(),
                                aggregate.contributors(),
                                aggregate.samples(),
                                aggregate.mean(),
                                aggregate.standardDeviation()))
                .setLong("written", aggregate.revision());
    }

    private static FacilityAggregate aggregate(Place place, MetricId metric, Row row) {
        var summary = required(row.getUdtValue("summary"));
        return new FacilityAggregate(
                place,
                metric,
                new UnitCode(required(summary.getString("unit"))),
                required(row.getInstant("hour")),
                summary.getInt("contributors"),
                summary.getLong("samples"),
                summary.getDouble("mean"),
                summary.getDouble("standard_deviation"),
                row.getLong("revision"));
    }

    /** 202601: a year and its month in one number, in order of time. */
    private static int number(YearMonth month) {
        return month.getYear() * 100 + month.getMonthValue();
    }

    private static <T> T required(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("a column of aggregates is empty that never is");
        }
        return value;
    }
}
