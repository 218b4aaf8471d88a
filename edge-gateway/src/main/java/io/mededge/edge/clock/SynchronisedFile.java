package io.mededge.edge.clock;

import io.mededge.model.outbound.ClockTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** What the host's time service says by the age of a file. It needs no right, no process and no library; a host without one says nothing. */
final class SynchronisedFile {
    /** A file of the future is one of before the clock was set back. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final Path file;
    private final Duration within;

    SynchronisedFile(Path file, Duration within) {
        this.file = file;
        this.within = within;
    }

    ClockTrust trust(Instant now) {
        try {
            var last = Files.getLastModifiedTime(file).toInstant();
            var fresh = !last.plus(within).isBefore(now) && !last.minus(AHEAD).isAfter(now);
            return fresh ? ClockTrust.SYNCHRONISED : ClockTrust.UNSYNCHRONISED;
        } catch (NoSuchFileException notYet) {
            // the service makes the folder when it starts and the file when it succeeds
            var folder = file.toAbsolutePath().getParent();
            return folder != null && Files.isDirectory(folder) ? ClockTrust.UNSYNCHRONISED : ClockTrust.UNKNOWN;
        } catch (IOException unreadable) {
            return ClockTrust.UNKNOWN;
        }
    }
}
