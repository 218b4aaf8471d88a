package io.mededge.edge.patient;

import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.patient.Timeline.Stretch;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody says of the past of a station. @param patient whose it was; null: nobody's */
record Said(String station, @Nullable PatientId patient, Instant at, StaffMember by, String reason) {
    /** One correction for each stretch that it is said of. */
    List<Correction> of(List<Stretch> wrong) {
        return wrong.stream()
                .map(one -> new Correction(
                        0, station, one.since(), one.until(), one.patient(), patient, at, by.id(), reason))
                .toList();
    }

    /** The reason may name the patient. */
    @Override
    public String toString() {
        return "[said of " + station + "]";
    }
}
