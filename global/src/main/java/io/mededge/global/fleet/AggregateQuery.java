package io.mededge.global.fleet;

import io.mededge.global.fault.Checked;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.RegionId;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hourly aggregates of one metric of one facility.
 *
 * @param region null: every region that has a facility of that name
 * @param from the first hour, inclusive
 * @param to the end, exclusive; at most {@link #LONGEST} after {@code from}
 */
record AggregateQuery(@Nullable RegionId region, FacilityId facility, MetricId metric, Instant from, Instant to) {
    static final Duration LONGEST = Duration.ofDays(366);
    static final Duration DEFAULT = Duration.ofDays(1);

    private static final Set<String> NAMES = Set.of("region", "facility", "metric", "from", "to");

    /**
     * Reads the parameters of a request. Without {@code to} the answer ends with the present hour, without {@code from} it begins a day before the end.
     *
     * @param now the present
     */
    static Checked<AggregateQuery> parse(Map<String, List<String>> parameters, Instant now) {
        for (var parameter : parameters.entrySet()) {
            if (!NAMES.contains(parameter.getKey())) {
                return refused("A parameter is not known; these are: region, facility, metric, from, to.");
            }
            if (parameter.getValue().size() > 1) {
                return refused("The parameter " + parameter.getKey() + " may be given once only.");
            }
        }
        var region = text(parameters, "region");
        var facility = text(parameters, "facility");
        var metric = text(parameters, "metric");
        if (facility == null || metric == null) {
            return refused("The parameters facility and metric are needed.");
        }
        try {
            var to = time(parameters, "to", endOfHour(now));
            var from = time(parameters, "from", to.minus(DEFAULT));
            if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
                return refused("The time from must be before to, by at most " + LONGEST.toDays() + " days.");
            }
            return Checked.valid(new AggregateQuery(
                    region == null ? null : new RegionId(region),
                    new FacilityId(facility),
                    new MetricId(metric),
                    from,
                    to));
        } catch (IllegalArgumentException | DateTimeException malformed) {
            return refused("A parameter is malformed: " + malformed.getMessage() + ".");
        }
    }

    /** The months that the hours lie in, at most 14. */
    List<YearMonth> months() {
        var months = new ArrayList<YearMonth>();
        var last = month(to.minusMillis(1));
        for (var month = month(from); !month.isAfter(last); month = month.plusMonths(1)) {
            months.add(month);
        }
        return months;
    }

    static YearMonth month(Instant hour) {
        return YearMonth.from(hour.atOffset(ZoneOffset.UTC));
    }

    /** The end of the hour that {@code now} lies in. */
    static Instant endOfHour(Instant now) {
        return now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
    }

    private static @Nullable String text(Map<String, List<String>> parameters, String name) {
        var values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    private static Instant time(Map<String, List<String>> parameters, String name, Instant otherwise) {
        var text = text(parameters, name);
        if (text == null) {
            return otherwise;
        }
        try {
            return text.length() == "2026-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : Instant.parse(text);
        } catch (DateTimeException malformed) {
            throw new IllegalArgumentException(
                    name + " is a date or a time in UTC, like 2026-01-01 or 2026-01-01T12:00:00Z");
        }
    }

    private static Checked<AggregateQuery> refused(String sentence) {
        return Checked.refused(FaultCode.CATALOG_BAD_QUERY, sentence);
    }
}
