package io.mededge.regional.transform;

import io.mededge.model.id.FacilityId;
import io.mededge.model.outbound.SessionReport;
import java.time.Instant;

/** The highest version of a treatment session that a facility has reported. */
public record StoredTreatment(FacilityId facility, SessionReport report, Instant reportedAt) {}
