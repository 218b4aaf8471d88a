package io.mededge.regional.analytics;

/** The two statements of aggregation, from samples to minutes and from minutes to hours. */
final class AggregationSql {
    private AggregationSql() {}

    /**
     * $1 streams whose devices to summarise, $2 and $3 start and end of the minute, $4 since when to look for the mode at its start, $5 the metric of
     * the mode, $6 its value in treatment, $7 the quality that counts, $8 the kind of metric that counts.
     *
     * <p>The spans of treatment are found first, mostly one per machine; then each series is one range scan of the index (series, at) per span. The
     * bounds of the minute stand beside those of the span for the planner: from the span alone it may choose to read the series' whole day.
     */
    static final String SUMMARISE_MINUTE = """
            with machine as (
                select distinct stream.facility, stream.device, mode.id as mode
                from stream left join series as mode
                    on mode.facility = stream.facility and mode.device = stream.device and mode.metric = $5
                where stream.id = any($1::int[])
            ), mode_value as (
                select machine.mode, greatest(told.at, $2) as at, told.value
                from machine cross join lateral (
                    (select at, value from sample
                     where series = machine.mode and at >= $2 and at < $3 and quality = $7)
                    union all
                    (select at, value from sample
                     where series = machine.mode and at >= $4 and at < $2 and quality = $7
                     order by at desc limit 1)) as told
            ), mode_change as (
                select mode, at, value from (
                    select *, lag(value) over (partition by mode order by at) as before from mode_value) as told
                where value is distinct from before
            ), mode_span as (
                select mode, value, at as start, lead(at, 1, $3) over (partition by mode order by at) as until
                from mode_change
            ), in_use as (
                select facility, device, $2 as start, $3 as until from machine where mode is null
                union all
                select facility, device, start, until from machine join mode_span using (mode) where value = $6
            )
            insert into series_minute (minute, series, samples, mean, deviation)
            select $2, series.id, count(good.value), coalesce(avg(good.value), 0),
                coalesce(var_pop(good.value) * count(good.value), 0)
            from machine join series using (facility, device)
                left join in_use using (facility, device)
                left join lateral (
                    select value from sample
                    where sample.series = series.id and quality = $7
                        and at >= $2 and at < $3 and at >= in_use.start and at < in_use.until) as good on true
            where series.kind = $8
            group by series.id
            on conflict (minute, series) do update
            set samples = excluded.samples, mean = excluded.mean, deviation = excluded.deviation""";

    /**
     * $1 and $2 start and end of the hour.
     *
     * <p>Squared distances are added up around the mean of each level, as in Chan, Golub and LeVeque 1979; sums of squares would lose the digits of a
     * small deviation. A contribution is told apart by its series and its number of samples, which are exact: sums of floating-point numbers differ by
     * their order, so all would seem to change with each run. Should machines of a facility disagree about a metric's unit, the unit of most machines counts. A revision is made only where a number changed.
     */
    static final String AGGREGATE_HOUR = """
            with part as (
                select series, samples, mean, deviation from series_minute
                where minute >= $1 and minute < $2 and samples > 0
            ), series_centre as (
                select series, sum(samples) as samples, sum(samples * mean) / sum(samples) as mean
                from part group by series
            ), series_hour as (
                select series, sum(part.deviation + part.samples * power(part.mean - centre.mean, 2)) as deviation
                from part join series_centre as centre using (series) group by series
            ), contribution as (
                select facility, metric, unit, device, series.id as series, samples, mean, deviation
                from series_centre join series_hour using (series) join series on series.id = series
                where unit is not null
            ), centre as (
                select facility, metric, unit, count(distinct device)::int as contributors,
                    sum(samples) as samples, sum(samples * mean) / sum(samples) as mean,
                    array_agg((series::bigint << 32) + samples order by series) as contributions
                from contribution group by facility, metric, unit
            ), spread as (
                select facility, metric, unit,
                    sqrt(sum(one.deviation + one.samples * power(one.mean - centre.mean, 2)) / max(centre.samples))
                        as deviation
                from contribution as one join centre using (facility, metric, unit) group by facility, metric, unit
            )
            insert into facility_hour as known
                (facility, metric, hour, unit, contributors, samples, mean, deviation, contributions, revision)
            select distinct on (facility, metric)
                facility, metric, $1, unit, contributors, samples, mean, deviation, contributions, 1
            from centre join spread using (facility, metric, unit)
            order by facility, metric, contributors desc, unit
            on conflict (facility, metric, hour) do update
            set unit = excluded.unit, contributors = excluded.contributors, samples = excluded.samples,
                mean = excluded.mean, deviation = excluded.deviation, contributions = excluded.contributions,
                revision = known.revision + 1
            where (known.unit, known.contributors, known.samples, known.mean, known.deviation)
                is distinct from (excluded.unit, excluded.contributors, excluded.samples, excluded.mean, excluded.deviation)""";
}
