package io.mededge.global.fleet;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** {@code global.fleet.*} */
public interface FleetConfig {
    /** How often the fleet is counted; less often when counting takes more than a twentieth of that. */
    @WithDefault("1s")
    Duration overviewInterval();

    /** Pages that may follow the live values at once; one more is asked to come back later. */
    @WithDefault("200")
    int maxViewers();
}
