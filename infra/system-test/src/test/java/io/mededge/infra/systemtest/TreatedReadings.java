package io.mededge.infra.systemtest;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The good readings of a metric that machines took in treatment, within an hour: counted in plain Java from the raw samples, to be held against the
 * region's own aggregation, which is SQL.
 */
record TreatedReadings(long count, double mean, long devices) {
    private static final double IN_TREATMENT = 2;
    private static final Duration LOOKBACK = Duration.ofHours(1);

    private record Reading(String device, Instant at, double value) {}

    static TreatedReadings of(RegionDatabase database, String metric, Instant hour) throws SQLException {
        var end = hour.plus(Duration.ofHours(1));
        var modes = read(database, "mode", hour.minus(LOOKBACK), end).stream()
                .collect(Collectors.groupingBy(
                        Reading::device,
                        Collectors.toMap(Reading::at, Reading::value, (one, other) -> other, TreeMap::new)));
        var treated = read(database, metric, hour, end).stream()
                .filter(reading -> inTreatment(modes.getOrDefault(reading.device(), new TreeMap<>()), reading.at()))
                .toList();
        return new TreatedReadings(
                treated.size(),
                treated.stream().mapToDouble(Reading::value).average().orElse(Double.NaN),
                treated.stream().map(Reading::device).distinct().count());
    }

    /** The stations of all described devices. */
    static List<String> stations(RegionDatabase database) throws SQLException {
        return database.rows(
                "select distinct station from device where station <> '' order by 1", row -> row.getString(1));
    }

    private static boolean inTreatment(NavigableMap<Instant, Double> modes, Instant at) {
        var mode = modes.floorEntry(at);
        return mode != null && mode.getValue() == IN_TREATMENT;
    }

    private static List<Reading> read(RegionDatabase database, String metric, Instant from, Instant to)
            throws SQLException {
        return database.rows(
                """
                select device, at, value from sample join series on series.id = sample.series
                where metric = ? and quality = 0 and at >= ? and at < ?""",
                row -> new Reading(
                        row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant(), row.getDouble(3)),
                metric,
                from.atOffset(ZoneOffset.UTC),
                to.atOffset(ZoneOffset.UTC));
    }
}
