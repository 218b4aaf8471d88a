package io.mededge.edge.patient;

import java.time.Duration;

/**
 * What a facility has decided about its patients.
 *
 * @param retentionYears how long a record must be kept after the last treatment, 1 to 100
 * @param outOfUse how long a machine that was in use says that it is out of use before it ends its association, 10 s to 1 h
 */
record PatientRules(int retentionYears, Duration outOfUse) {
    /** @throws IllegalArgumentException if one is out of its range; the message names its key */
    PatientRules {
        if (retentionYears < 1 || retentionYears > 100) {
            throw new IllegalArgumentException(
                    "gateway.patients.retention-years must be 1 to 100, not " + retentionYears);
        }
        if (outOfUse.toSeconds() < 10 || outOfUse.toHours() > 1) {
            throw new IllegalArgumentException("gateway.patients.out-of-use must be 10s to 1h, not " + outOfUse);
        }
    }
}
