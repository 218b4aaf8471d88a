package io.mededge.infra.devstack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process for ever: a reused process id is another identity. The start is counted in clock ticks since this boot (field 22 of {@code /proc/PID/stat},
 * proc(5)), because a start time by the wall clock moves whenever that clock is set.
 */
public record ProcessIdentity(long pid, long startTicks, String bootId) {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** The process that has this id now; empty if there is none, or only what is left of a dead one. */
    public static Optional<ProcessIdentity> of(long pid) {
        try {
            // the second field is the program's name in parentheses and may hold anything, so count from its end
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            boolean dead = fields[0].equals("Z") || fields[0].equals("X");
            return dead
                    ? Optional.empty()
                    : Optional.of(new ProcessIdentity(
                            pid,
                            Long.parseLong(fields[19]),
                            Files.readString(BOOT_ID).strip()));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    public boolean isAlive() {
        return of(pid).filter(this::equals).isPresent();
    }

    /** One line: pid, start ticks, boot id. */
    public String text() {
        return pid + " " + startTicks + " " + bootId;
    }

    /** Reads {@link #text()}; empty if it is something else. */
    public static Optional<ProcessIdentity> parse(String text) {
        var words = text.strip().split(" ", -1);
        try {
            return words.length == 3
                    ? Optional.of(new ProcessIdentity(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]))
                    : Optional.empty();
        } catch (NumberFormatException noIdentity) {
            return Optional.empty();
        }
    }
}
