package io.mededge.edge.patient;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code gateway.patients.*} */
public interface PatientConfig {
    /** How many years after the last treatment a patient's record must be kept; 1 to 100. Within it nothing is erased, only restricted. */
    @WithDefault("10")
    int retentionYears();

    /** How long a machine that was in use is out of use before it ends its association; 10s to 1h. */
    @WithDefault("10m")
    Duration outOfUse();
}
