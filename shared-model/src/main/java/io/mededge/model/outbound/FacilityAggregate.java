package io.mededge.model.outbound;

import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One metric over one facility and one hour, from enough contributors that no patient shows.
 *
 * @param unit UCUM
 * @param hour start of a whole hour, UTC
 * @param contributors machines in use that contributed, at least {@link #MIN_CONTRIBUTORS}; a patient is on one machine at a time, so there are about as
 *     many patients
 * @param samples how many values; at least one of each contributor
 * @param standardDeviation of the population, in the metric's unit, not negative
 * @param revision from 1, grows with each correction by late data; the highest counts
 */
public record FacilityAggregate(
        Place place,
        MetricId metric,
        UnitCode unit,
        Instant hour,
        int contributors,
        long samples,
        double mean,
        double standardDeviation,
        long revision)
        implements GlobalBound {
    /** Smaller cells never leave a region (cell suppression as in the CMS cell size policy: 1 to 10 are suppressed). */
    public static final int MIN_CONTRIBUTORS = 11;

    /** @throws IllegalArgumentException if the group is too small or a number cannot be; the message says which rule is broken */
    public FacilityAggregate {
        if (contributors < MIN_CONTRIBUTORS) {
            throw new IllegalArgumentException("an aggregate needs at least " + MIN_CONTRIBUTORS + " contributors");
        }
        if (!Double.isFinite(mean) || !Double.isFinite(standardDeviation)) {
            throw new IllegalArgumentException("an aggregate has finite numbers only");
        }
        if (samples < contributors) {
            throw new IllegalArgumentException("an aggregate has at least one sample of each contributor");
        }
        if (standardDeviation < 0) {
            throw new IllegalArgumentException("a standard deviation is not negative");
        }
        if (revision < 1) {
            throw new IllegalArgumentException("revisions are counted from 1");
        }
        if (!hour.equals(hour.truncatedTo(ChronoUnit.HOURS))) {
            throw new IllegalArgumentException("an aggregate is of a whole hour");
        }
    }
}
