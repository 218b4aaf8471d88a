package io.mededge.regional.transform;

import io.mededge.model.id.Pseudonym;
import io.mededge.model.outbound.ClockTrust;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one Observation is made of.
 *
 * @param minute since 1970-01-01T00:00Z, or {@link ObservationId#LATEST}
 * @param samples of each of the signal's parts, ascending by time; for the latest the newest sample alone
 * @param late whether samples came after the minute was final
 * @param clock how far its gateway's clock could be believed then; null: the gateway has not said
 * @param subject whose data it is, null if nobody's, or if the device changed hands within the minute
 * @param revision what corrections of its subject have made of it
 */
public record Observed(
        Signal signal,
        long minute,
        List<List<StoredSample>> samples,
        boolean late,
        @Nullable Pseudonym subject,
        @Nullable ClockTrust clock,
        Revision revision) {
    /** @throws IllegalArgumentException if there is not one list for each part, or the lead has no sample */
    public Observed {
        samples = samples.stream().map(List::copyOf).toList();
        if (samples.size() != signal.parts().size() || samples.get(0).isEmpty()) {
            throw new IllegalArgumentException(
                    "an Observation of " + signal.latestId() + " needs samples of each part");
        }
    }

    /** Of a gateway that has not said anything about its clock, and never corrected. */
    public Observed(
            Signal signal, long minute, List<List<StoredSample>> samples, boolean late, @Nullable Pseudonym subject) {
        this(signal, minute, samples, late, subject, null, Revision.NONE);
    }

    public boolean isLatest() {
        return minute == ObservationId.LATEST;
    }

    public ObservationId id() {
        return isLatest() ? signal.latestId() : signal.minuteId(minute).of(revision.correction());
    }

    /** The same as another's data, with times of this trust. */
    public Observed of(@Nullable Pseudonym owner, @Nullable ClockTrust trust) {
        return new Observed(signal, minute, samples, late, owner, trust, revision);
    }

    /** These of its samples, after a correction. */
    public Observed revised(List<List<StoredSample>> left, @Nullable Pseudonym owner, Revision correction) {
        return new Observed(signal, minute, left, late, owner, clock, correction);
    }

    /** Whether it is a minute of a curve, and not a single measurement. */
    public boolean isCurve() {
        return !isLatest() && !signal.episodic();
    }

    public Instant windowStart() {
        return Instant.ofEpochSecond(60 * minute);
    }

    /** The lead's newest sample. */
    public StoredSample newest() {
        var lead = samples.get(0);
        return lead.get(lead.size() - 1);
    }
}
