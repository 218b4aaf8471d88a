package io.mededge.regional.transform;

import io.mededge.model.outbound.Quality;
import java.time.Instant;

/**
 * One row of the sample table.
 *
 * @param at when it was so at the machine, to the microsecond
 * @param value in the unit of its series; codes, flags and bit fields are numbers too
 * @param sequence of its stream's record
 */
public record StoredSample(Instant at, double value, Quality quality, long sequence) {}
