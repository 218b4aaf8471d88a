package io.mededge.global.fleet;

import io.mededge.model.outbound.FacilityAggregate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Hourly means as the shared plot script of the pages draws them; times are ms since 1970.
 *
 * @param at the start of each hour that there is a mean of
 * @param gaps runs of hours without one, each from its start to its end
 */
record Plot(
        String display, String unit, long from, long to, List<Long> at, List<Double> values, List<List<Long>> gaps) {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    /**
     * @param from a whole hour
     * @param to a whole hour; hours after {@code present} are no gap, they can have no mean yet
     * @param hours in order of time
     */
    static Plot of(AggregateQuery query, Instant present, List<FacilityAggregate> hours) {
        var at = hours.stream().map(hour -> hour.hour().toEpochMilli()).toList();
        var values = hours.stream().map(FacilityAggregate::mean).toList();
        var unit = hours.isEmpty() ? "" : hours.get(hours.size() - 1).unit().value();
        var from = query.from().toEpochMilli();
        var to = query.to().toEpochMilli();
        var closed = Math.min(to, present.toEpochMilli() / HOUR * HOUR);
        return new Plot("Mean of " + query.metric(), unit, from, to, at, values, gaps(at, from, closed));
    }

    private static List<List<Long>> gaps(List<Long> at, long from, long closed) {
        var gaps = new ArrayList<List<Long>>();
        var covered = from;
        for (var hour : at) {
            if (hour > covered) {
                gaps.add(List.of(covered, hour));
            }
            covered = hour + HOUR;
        }
        if (covered < closed) {
            gaps.add(List.of(covered, closed));
        }
        return gaps;
    }
}
