package io.mededge.regional.completeness;

import io.mededge.model.fault.FaultCode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the region can say of one hour of a device's stream.
 *
 * @param hour its begin
 * @param known whether a signed certificate covers all of the hour and nothing contradicts it
 * @param missing records that the gateway certified and the region does not have
 * @param reasons why values are missing in what is complete, or why it is not
 */
public record HourStatement(Instant hour, boolean known, long missing, List<FaultCode> reasons) {
    /** "complete", "n missing" or "unknown". */
    public String word() {
        if (!known) {
            return "unknown";
        }
        return missing == 0 ? "complete" : String.format(Locale.ROOT, "%,d missing", missing);
    }

    /** Each fault with its code and its sentence. */
    public String why() {
        return reasons.stream()
                .map(fault -> fault.label() + " " + fault.summary())
                .collect(Collectors.joining("; "));
    }
}
