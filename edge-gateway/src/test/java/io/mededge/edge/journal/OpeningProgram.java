package io.mededge.edge.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that opens a journal and keeps it open until it is killed; says {@code opening}, {@code open} with the milliseconds since, and {@code salvaged} with them
 * once there is nothing more to take from a damaged one.
 *
 * <p>Arguments: folder.
 */
public final class OpeningProgram {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private OpeningProgram() {}

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        var begun = System.nanoTime();
        System.out.println("opening");
        try (var journal = TestJournal.open(folder)) {
            System.out.println("open " + millis(begun) + " " + journal.epoch());
            while (!isSalvaged(folder)) {
                Thread.sleep(2);
            }
            System.out.println("salvaged " + millis(begun));
            Thread.sleep(LONGEST.toMillis());
        }
    }

    private static long millis(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }

    private static boolean isSalvaged(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith("-salvaged"));
        }
    }
}
