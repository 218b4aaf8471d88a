package io.mededge.regional.transform;

import io.mededge.model.id.FacilityId;
import io.mededge.model.id.Pseudonym;
import java.util.List;

/**
 * A patient as the region knows one.
 *
 * @param replacedBy pseudonyms of the same person whose records stand for this one
 * @param replaces pseudonyms of the same person whose records were given up for this one
 */
public record StoredPatient(
        Pseudonym pseudonym, FacilityId facility, List<Pseudonym> replacedBy, List<Pseudonym> replaces) {
    public StoredPatient {
        replacedBy = List.copyOf(replacedBy);
        replaces = List.copyOf(replaces);
    }
}
