package io.mededge.edge.completeness;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code gateway.completeness.*} */
public interface CompletenessConfig {
    /** How often the gateway certifies its records to the region; 1m to 1h. */
    @WithDefault("5m")
    Duration every();

    /** How long the gateway itself remembers what it recorded; some 100 bytes for five minutes of a device. */
    @WithDefault("30d")
    Duration keep();

    /** Where the public key is written for the region at each start; else {@code completeness/signing.pem} in the data folder. */
    Optional<Path> publicKeyFile();
}
