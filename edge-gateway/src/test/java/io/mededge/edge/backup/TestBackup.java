package io.mededge.edge.backup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Copies every 200 ms into the folder. */
record TestBackup(Path target) implements BackupConfig {
    @Override
    public Optional<Path> folder() {
        return Optional.of(target);
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(200);
    }

    @Override
    public Duration filesInterval() {
        return Duration.ofMillis(500);
    }

    @Override
    public Optional<List<Path>> files() {
        return Optional.empty();
    }
}
