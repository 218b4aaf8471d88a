package io.mededge.regional.analytics;

import io.mededge.model.id.FacilityId;
import io.mededge.model.id.MetricId;
import java.time.Instant;

/**
 * What a facility's machines in use measured in an hour, whatever their number: stays in the region.
 *
 * @param unit UCUM, as the machines' profile says
 * @param hour start of the hour, UTC
 * @param contributors how many devices
 * @param deviation standard deviation of the population
 * @param revision grows with each correction
 * @param changed how many devices' contributions differ from those in the revision that the global cluster has; all of them if it has none
 * @param contributions what each device contributed, to compare the next revision with; PostgreSQL's text of a bigint[]
 */
public record FacilityHour(
        FacilityId facility,
        MetricId metric,
        Instant hour,
        String unit,
        int contributors,
        long samples,
        double mean,
        double deviation,
        long revision,
        int changed,
        String contributions) {}
