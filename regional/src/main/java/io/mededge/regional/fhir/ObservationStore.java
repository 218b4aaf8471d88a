package io.mededge.regional.fhir;

import io.mededge.model.outbound.Quality;
import io.mededge.regional.fhir.ReadPool.SqlArray;
import io.mededge.regional.fhir.Scope.Possession;
import io.mededge.regional.transform.DeviceKey;
import io.mededge.regional.transform.Signal;
import io.mededge.regional.transform.StoredSample;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** Which Observations there are, and the samples they are made of: each a single statement, however large the page. */
final class ObservationStore {
    /** Samples that one page may need: 200 minutes at ten polls a second. */
    static final int MAX_SAMPLES = 120_000;

    /** The latest sample of a live series is this young, so that few partitions need to be searched for it. */
    private static final Duration RECENT = Duration.ofHours(25);

    private static final Query NEWEST_FIRST = keys(SearchOrder.NEWEST_FIRST);
    private static final Query OLDEST_FIRST = keys(SearchOrder.OLDEST_FIRST);

    private static final Query SAMPLES = Query.of("""
            select r.n, x.at, x.value, x.quality, x.sequence
            from unnest(:n::int[], :series::int[], :since::timestamptz[], :until::timestamptz[]) as r(n, series, since, until)
            cross join lateral (
                select at, value, quality, sequence from sample
                where series = r.series and at >= r.since and at < r.until) x
            order by r.n, x.at, x.sequence
            limit :max""");

    private final ReadPool database;

    ObservationStore(ReadPool database) {
        this.database = database;
    }

    /**
     * An Observation that there is.
     *
     * @param at when the latest sample was taken, or when the minute begins, microseconds since 1970
     * @param late whether samples of the minute came after it was final
     */
    record Key(Signal signal, long at, boolean latest, boolean late) {}

    /**
     * What was found up to a point.
     *
     * @param horizon beyond this minute there may be more; empty: this is all
     */
    record Slice(List<Key> keys, OptionalLong horizon) {}

    /** A stretch of one series: from {@code since} to before {@code until}. */
    record Stretch(int series, Instant since, Instant until) {}

    /**
     * The statement that finds keys.
     *
     * <p>{@code found} holds the newest sample of each signal, searched in the young partitions first. {@code scanned} holds the next minutes of each
     * stream after the cursor, a bounded number; the minute at which the first of the streams was cut is the {@code horizon}, up to which the result
     * is complete. {@code present} holds those minutes in which a signal really has samples: not every metric is in each poll.
     */
    private static Query keys(SearchOrder order) {
        var sql = """
                with signal as (
                    select * from unnest(:number::bigint[], :series::int[], :device::int[], :episodic::bool[], :minutes::bool[])
                        as s(number, series, device, episodic, minutes)
                ), possession as (
                    select * from unnest(:owned::int[], :facility::text[], :name::text[], :since::timestamptz[], :until::timestamptz[])
                        with ordinality as p(device, facility, name, since, until, n)
                ), found as (
                    select s.number, newest.at
                    from signal s cross join lateral (select coalesce(
                        (select at from sample where series = s.series and at <= :ahead and at >= :recent order by at desc limit 1),
                        (select at from sample where series = s.series and at < :recent order by at desc limit 1)) as at) newest
                    where :latest and newest.at between :measuredFirst and :measuredLast and s.number <> all (:delivered::bigint[])
                        and exists (select from possession p
                            where p.device = s.device and newest.at >= p.since and newest.at < p.until)
                ), scanned as (
                    select t.id as stream, p.n, p.device, m.minute, m.late
                    from possession p
                    join stream t on t.facility = p.facility and t.device = p.name and t.class = 0
                    cross join lateral (
                        select minute, late from stream_minute
                        where stream = t.id and minute <beyond>= :cursorAt
                            and minute between greatest(:minuteFirst, p.since - interval '1 minute') and least(:minuteLast, p.until)
                        order by minute <desc> limit :scan) m
                ), horizon as (
                    select <nearest>(farthest) as minute
                    from (select <farthest>(minute) as farthest from scanned group by stream, n having count(*) >= :scan) cut
                ), present as (
                    select s.number, m.minute, bool_or(m.late) as late
                    from scanned m join signal s on s.device = m.device
                    where s.minutes and (m.minute, s.number) <beyond> (:cursorAt, :cursorSignal)
                        and m.minute <within>= coalesce((select minute from horizon), :end)
                        and case when s.episodic then m.minute between :episodeFirst and :episodeLast
                            else m.minute between :curveFirst and :curveLast end
                        and exists (select from sample x
                            where x.series = s.series and x.at >= m.minute and x.at < m.minute + interval '1 minute')
                    group by s.number, m.minute
                )
                select (select minute from horizon) as horizon, k.* from (values (0)) as always_a_row
                left join (
                    select number, at, true as latest, false as late from found
                    where at <within>= coalesce((select minute from horizon), :end)
                    union all
                    select number, minute, false, late from present
                    order by at <desc>, latest <desc>, number <desc> limit :limit) k on true
                order by at <desc>, latest <desc>, number <desc>""";
        var newestFirst = order == SearchOrder.NEWEST_FIRST;
        return Query.of(sql.replace("<desc>", newestFirst ? "desc" : "asc")
                .replace("<beyond>", newestFirst ? "<" : ">")
                .replace("<within>", newestFirst ? ">" : "<")
                .replace("<nearest>", newestFirst ? "max" : "min")
                .replace("<farthest>", newestFirst ? "min" : "max"));
    }

    /**
     * The first keys after a cursor.
     *
     * @param scan how many minutes of each stream to look at
     */
    Slice keys(Scope scope, ObservationCursor cursor, int scan, int limit) {
        var signals = new HashMap<Long, Signal>();
        scope.signals().forEach(signal -> signals.put(signal.number(), signal));
        var keys = new ArrayList<Key>();
        var horizon = new long[] {Long.MIN_VALUE};
        var newestFirst = scope.order() == SearchOrder.NEWEST_FIRST;
        database.read(newestFirst ? NEWEST_FIRST : OLDEST_FIRST, arguments(scope, cursor, scan, limit), row -> {
            var cut = row.getObject("horizon", OffsetDateTime.class);
            if (cut != null) {
                horizon[0] = TimeSpan.micros(cut.toInstant());
            }
            var signal = signals.get(row.getLong("number"));
            if (signal != null) {
                var at = TimeSpan.micros(instant(row, "at"));
                keys.add(new Key(signal, at, row.getBoolean("latest"), row.getBoolean("late")));
            }
            return keys;
        });
        return new Slice(keys, horizon[0] == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(horizon[0]));
    }

    private static Map<String, Object> arguments(Scope scope, ObservationCursor cursor, int scan, int limit) {
        var devices = new HashMap<DeviceKey, Integer>();
        scope.signals().forEach(signal -> devices.putIfAbsent(signal.device(), devices.size()));
        var end = scope.order() == SearchOrder.NEWEST_FIRST ? TimeSpan.ALWAYS.first() : TimeSpan.ALWAYS.last();
        var arguments = new HashMap<String, Object>(Map.of(
                "delivered", SqlArray.longs(cursor.delivered()),
                "cursorAt", TimeSpan.instant(cursor.at()),
                "cursorSignal", cursor.beyondSignal(scope.order()),
                "end", TimeSpan.instant(end),
                "scan", scan,
                "limit", limit));
        putSignals(arguments, scope.signals(), devices);
        putPossessions(arguments, scope.possessions(), devices);
        putTimes(arguments, scope);
        return arguments;
    }

    private static void putSignals(
            Map<String, Object> arguments, List<Signal> signals, Map<DeviceKey, Integer> devices) {
        arguments.put("number", SqlArray.longs(map(signals, Signal::number)));
        arguments.put(
                "series", SqlArray.ints(map(signals, signal -> signal.lead().id())));
        arguments.put("device", SqlArray.ints(map(signals, signal -> devices.getOrDefault(signal.device(), -1))));
        arguments.put("episodic", SqlArray.flags(map(signals, Signal::episodic)));
        arguments.put("minutes", SqlArray.flags(map(signals, ObservationStore::hasMinutes)));
    }

    private static void putPossessions(
            Map<String, Object> arguments, List<Possession> possessions, Map<DeviceKey, Integer> devices) {
        var owned = possessions.stream()
                .filter(possession -> devices.containsKey(possession.device()))
                .toList();
        arguments.put("owned", SqlArray.ints(map(owned, one -> devices.getOrDefault(one.device(), -1))));
        arguments.put(
                "facility",
                SqlArray.texts(map(owned, one -> one.device().facility().value())));
        arguments.put(
                "name", SqlArray.texts(map(owned, one -> one.device().device().value())));
        arguments.put("since", SqlArray.times(map(owned, Possession::since)));
        arguments.put("until", SqlArray.times(map(owned, Possession::until)));
    }

    private static void putTimes(Map<String, Object> arguments, Scope scope) {
        var curve = scope.curveMinutes();
        var episode = scope.episodeMinutes();
        arguments.put("latest", scope.latest());
        arguments.put("ahead", scope.now().plus(Scope.AHEAD));
        arguments.put("recent", scope.now().minus(RECENT));
        arguments.put("measuredFirst", TimeSpan.instant(scope.measured().first()));
        arguments.put("measuredLast", TimeSpan.instant(scope.measured().last()));
        arguments.put("minuteFirst", TimeSpan.instant(Math.min(curve.first(), episode.first())));
        arguments.put("minuteLast", TimeSpan.instant(Math.max(curve.last(), episode.last())));
        arguments.put("curveFirst", TimeSpan.instant(curve.first()));
        arguments.put("curveLast", TimeSpan.instant(curve.last()));
        arguments.put("episodeFirst", TimeSpan.instant(episode.first()));
        arguments.put("episodeLast", TimeSpan.instant(episode.last()));
    }

    private static <T, R> List<R> map(List<T> elements, Function<T, R> column) {
        return elements.stream().map(column).toList();
    }

    /** A curve needs the period of its polls. */
    private static boolean hasMinutes(Signal signal) {
        return signal.episodic() || signal.lead().pollMillis() > 0;
    }

    /** The samples of each stretch, ascending by time; refuses more than {@link #MAX_SAMPLES}. */
    List<List<StoredSample>> samples(List<Stretch> stretches) {
        var samples = new ArrayList<List<StoredSample>>();
        var numbers = new ArrayList<Integer>();
        stretches.forEach(stretch -> {
            numbers.add(samples.size());
            samples.add(new ArrayList<>());
        });
        var arguments = Map.<String, Object>of(
                "n", SqlArray.ints(numbers),
                "series", SqlArray.ints(stretches.stream().map(Stretch::series).toList()),
                "since", SqlArray.times(stretches.stream().map(Stretch::since).toList()),
                "until", SqlArray.times(stretches.stream().map(Stretch::until).toList()),
                "max", MAX_SAMPLES + 1);
        var rows = database.read(
                SAMPLES, arguments, row -> samples.get(row.getInt("n")).add(sample(row)));
        if (rows.size() > MAX_SAMPLES) {
            throw Refusals.tooCostly("asks for minutes with more samples than one page may hold");
        }
        return samples;
    }

    private static StoredSample sample(ResultSet row) throws SQLException {
        return new StoredSample(
                instant(row, "at"),
                row.getDouble("value"),
                Quality.values()[row.getInt("quality")],
                row.getLong("sequence"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
