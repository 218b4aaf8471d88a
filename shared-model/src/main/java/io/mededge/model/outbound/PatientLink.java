package io.mededge.model.outbound;

import io.mededge.model.id.Pseudonym;

/**
 * Two pseudonyms are of one person, as the facility has found, or are not any more: a record of the gateway's own events stream. What was told under each stays
 * under it. The state does not depend on the order of arrival: of those about one replaced pseudonym the highest number counts.
 *
 * @param number grows with each at its facility, from 1; not without gaps
 * @param replaced whose record is given up
 * @param replacing whose record stands for the person of both
 * @param joined false: each stands for itself again
 */
public record PatientLink(long number, Pseudonym replaced, Pseudonym replacing, boolean joined) implements RegionBound {
    /** @throws IllegalArgumentException if the number is not positive, or a pseudonym is linked with itself */
    public PatientLink {
        if (number < 1) {
            throw new IllegalArgumentException("links are numbered from 1, not " + number);
        }
        if (replaced.equals(replacing)) {
            throw new IllegalArgumentException("a pseudonym is linked with another");
        }
    }
}
