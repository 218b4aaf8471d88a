package io.mededge.edge.staff;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** {@code gateway.staff.*} */
public interface StaffConfig {
    /** How long a log-in may be idle before it is locked: nothing is done and no patient named until the PIN comes again; 1m to 1h. */
    @WithDefault("15m")
    Duration idle();

    /** The public key of the tenant's identity provider (Ed25519, PEM), which signs the lists of staff. */
    Optional<Path> tenantKeyFile();

    /** Where the identity provider's last list is put for this gateway; a new one is taken within seconds. */
    Optional<Path> snapshotFile();
}
