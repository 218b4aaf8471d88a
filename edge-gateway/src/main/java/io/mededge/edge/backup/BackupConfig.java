package io.mededge.edge.backup;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code gateway.backup.*} */
public interface BackupConfig {
    /** A folder on another disk, or of another machine; without it there is no backup. It must hold the file {@code mededge-backup}. */
    Optional<Path> folder();

    /** How often new records are copied; 200ms to 1m. */
    @WithDefault("1s")
    Duration interval();

    /** How often patients and keys are looked at for a change; 1s to 1h. */
    @WithDefault("5s")
    Duration filesInterval();

    /** Further files that a replacement needs, for example this configuration and the key stores. */
    Optional<List<Path>> files();
}
