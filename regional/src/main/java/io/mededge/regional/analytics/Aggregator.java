package io.mededge.regional.analytics;

import io.mededge.model.id.FacilityId;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.Quality;
import io.mededge.regional.database.Columns;
import io.mededge.regional.database.Database;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Hop 8 of a measurement: samples → hourly aggregates of a facility. Counted are good values of quantities; of a device that reports its mode only
 * those measured while it was in treatment.
 *
 * <p>A run costs what has changed: minutes whose number of records differs from the one that their summary has seen are summarised again, then the
 * hours that they belong to. So late data corrects old hours, and nothing is read twice while nothing changes.
 */
public final class Aggregator {
    /** Bound of one run; the rest waits for the next, newest minutes first. */
    static final int MAX_MINUTES = 120;

    /** Bound of the streams looked at in one run. */
    static final int MAX_ROWS = 50_000;

    /** How far back the mode is looked for that a machine was in when a minute began. */
    private static final Duration MODE_LOOKBACK = Duration.ofHours(1);

    /** The metric and its number that say "in treatment". */
    private static final String MODE = "mode";

    private static final double IN_TREATMENT = 2;

    private record Changed(int stream, Instant minute, int records) {}

    private final Database database;
    private final Clock clock;
    private final Duration keep;

    /** @param keep how long minutes are kept; what arrives later changes no aggregate */
    public Aggregator(Database database, Clock clock, Duration keep) {
        this.database = database;
        this.clock = clock;
        this.keep = keep;
    }

    /** Brings the hours up to date with the samples. Returns how many minutes were summarised. */
    public int run() {
        var changedByMinute = new TreeMap<Instant, List<Changed>>();
        changed()
                .forEach(row -> changedByMinute
                        .computeIfAbsent(row.minute(), unseen -> new ArrayList<>())
                        .add(row));
        var hours = new TreeSet<Instant>();
        for (var changed : changedByMinute.descendingMap().values().stream()
                .limit(MAX_MINUTES)
                .toList()) {
            summarise(changed);
            hours.add(changed.get(0).minute().truncatedTo(ChronoUnit.HOURS));
        }
        hours.forEach(this::aggregate);
        return Math.min(changedByMinute.size(), MAX_MINUTES);
    }

    /** Forgets minutes that are too old to be corrected. */
    public void forget() {
        database.execute(
                "delete from series_minute where minute < $1",
                Tuple.of(Columns.utc(clock.instant().minus(keep))));
    }

    /** Hours whose newest revision the global cluster has not been told and has not been refused, oldest first, at most so many. */
    public List<FacilityHour> untold(int limit) {
        var rows = database.execute("""
                select facility, metric, hour, unit, contributors, samples, mean, deviation, revision,
                    contributions::text as contributions,
                    greatest(
                        (select count(*) from unnest(contributions) as one where one <> all (told_contributions)),
                        (select count(*) from unnest(told_contributions) as one where one <> all (contributions)))::int
                        as changed
                from facility_hour where revision > told order by hour limit $1""", Tuple.of(limit));
        var hours = new ArrayList<FacilityHour>(rows.size());
        rows.forEach(row -> hours.add(hour(row)));
        return hours;
    }

    /** Remembers that the global cluster has these revisions: the next ones are compared with them. */
    public void markTold(List<FacilityHour> hours) {
        mark(hours, "told = newly.revision, told_contributions = newly.contributions::bigint[]");
    }

    /** Remembers that these revisions are not to leave: the global cluster keeps the one that it has, if any. */
    public void markRefused(List<FacilityHour> hours) {
        mark(hours, "told = newly.revision");
    }

    private void mark(List<FacilityHour> hours, String assignment) {
        if (hours.isEmpty()) {
            return;
        }
        database.execute(
                """
                update facility_hour as known set %s
                from unnest($1::text[], $2::text[], $3::timestamptz[], $4::bigint[], $5::text[])
                    as newly (facility, metric, hour, revision, contributions)
                where (known.facility, known.metric, known.hour) = (newly.facility, newly.metric, newly.hour)""".formatted(assignment),
                Columns.of(hours)
                        .text(hour -> hour.facility().value())
                        .text(hour -> hour.metric().value())
                        .time(FacilityHour::hour)
                        .int8(FacilityHour::revision)
                        .text(FacilityHour::contributions)
                        .parameters());
    }

    /** Minutes of this and the previous hour, and older ones that late data changed; only of described devices, whose units are known. */
    private List<Changed> changed() {
        var thisHour = clock.instant().truncatedTo(ChronoUnit.HOURS);
        var rows = database.execute(
                """
                select stream, minute, records from stream_minute as m
                where records <> summarised and (minute >= $1 or (late and minute >= $2))
                    and exists (select from stream join device using (facility, device) where stream.id = m.stream)
                order by minute desc limit $3""",
                Tuple.of(
                        Columns.utc(thisHour.minus(1, ChronoUnit.HOURS)),
                        Columns.utc(clock.instant().minus(keep)),
                        MAX_ROWS));
        var changed = new ArrayList<Changed>(rows.size());
        rows.forEach(row -> changed.add(new Changed(
                row.getInteger("stream"), row.getOffsetDateTime("minute").toInstant(), row.getInteger("records"))));
        return changed;
    }

    /**
     * Summarises one minute of the devices of these streams. What is stored meanwhile may or may not be in; the number of records, read before, differs
     * then, and the next run does it again. So no lock is held against the ingest.
     */
    private void summarise(List<Changed> changed) {
        var minute = changed.get(0).minute();
        var streams = Columns.of(changed).int4(Changed::stream).parameters();
        database.execute(
                AggregationSql.SUMMARISE_MINUTE,
                streams.addValue(Columns.utc(minute))
                        .addValue(Columns.utc(minute.plus(1, ChronoUnit.MINUTES)))
                        .addValue(Columns.utc(minute.minus(MODE_LOOKBACK)))
                        .addValue(MODE)
                        .addValue(IN_TREATMENT)
                        .addValue((short) Quality.GOOD.ordinal())
                        .addValue((short) MetricDescription.Kind.QUANTITY.ordinal()));
        database.execute(
                """
                update stream_minute set summarised = seen.records
                from unnest($1::int[], $2::timestamptz[], $3::int[]) as seen (stream, minute, records)
                where stream_minute.stream = seen.stream and stream_minute.minute = seen.minute""",
                Columns.of(changed)
                        .int4(Changed::stream)
                        .time(Changed::minute)
                        .int4(Changed::records)
                        .parameters());
    }

    private void aggregate(Instant hour) {
        database.execute(
                AggregationSql.AGGREGATE_HOUR,
                Tuple.of(Columns.utc(hour), Columns.utc(hour.plus(1, ChronoUnit.HOURS))));
    }

    private static FacilityHour hour(Row row) {
        return new FacilityHour(
                new FacilityId(row.getString("facility")),
                new MetricId(row.getString("metric")),
                row.getOffsetDateTime("hour").toInstant(),
                row.getString("unit"),
                row.getInteger("contributors"),
                row.getLong("samples"),
                row.getDouble("mean"),
                row.getDouble("deviation"),
                row.getLong("revision"),
                row.getInteger("changed"),
                row.getString("contributions"));
    }
}
