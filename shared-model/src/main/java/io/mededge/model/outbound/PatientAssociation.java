package io.mededge.model.outbound;

import io.mededge.model.id.Pseudonym;
import org.jspecify.annotations.Nullable;

/**
 * From the time of its entry on, what the device measures belongs to this patient, until the next association; unless an {@link AssociationCorrection} of the
 * time says otherwise.
 *
 * @param patient null: to nobody
 */
public record PatientAssociation(@Nullable Pseudonym patient) implements RegionBound {}
