package io.mededge.edge.clock;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** {@code gateway.clock.*} */
public interface ClockConfig {
    /** A file that the host's time service touches with each successful synchronisation; systemd-timesyncd has this one. */
    @WithDefault("/run/systemd/timesync/synchronized")
    Path synchronisedFile();

    /** How old the last synchronisation may be; 1m to 7d. systemd-timesyncd synchronises at least every 34 minutes. */
    @WithDefault("3h")
    Duration synchronisedWithin();
}
