package io.mededge.model.outbound;

import io.mededge.model.id.MetricId;
import java.util.List;

/** The values of one poll of one device, in the units of its {@link DeviceDescription}. */
public record Sample(List<Reading> readings) implements RegionBound {
    /** More than any machine has; a larger sample is refused where it enters. */
    public static final int MAX_READINGS = 512;

    /** @throws IllegalArgumentException if there are no readings or more than {@link #MAX_READINGS} */
    public Sample {
        readings = List.copyOf(readings);
        if (readings.isEmpty() || readings.size() > MAX_READINGS) {
            throw new IllegalArgumentException(
                    "a sample has 1 to " + MAX_READINGS + " readings, not " + readings.size());
        }
    }

    /** One value; codes and flags are numbers too (see {@link MetricDescription.Kind}). */
    public record Reading(MetricId metric, double value, Quality quality) {
        /** @throws IllegalArgumentException if the value is not finite: what is not a number is a {@link Gap} or {@link Quality#INVALID} */
        public Reading {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("the value of " + metric + " is not finite");
            }
        }
    }
}
