package io.mededge.infra.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashSet;

/**
 * What a process and its children have used, from Linux' /proc.
 *
 * @param cpuMillis user and system time since the start of the process
 * @param residentMib resident memory; pages shared by a process and its children are counted once, by their proportional share
 */
record ProcessUsage(long cpuMillis, double residentMib) {
    private static final long TICK_MILLIS = 10; // USER_HZ is 100 on every Linux that a JDK runs on

    static ProcessUsage of(long pid) throws IOException {
        var cpu = 0L;
        var resident = 0.0;
        var waiting = new ArrayDeque<Long>();
        var seen = new HashSet<Long>();
        waiting.add(pid);
        while (!waiting.isEmpty()) {
            var next = waiting.remove();
            if (!seen.add(next)) {
                continue;
            }
            try {
                cpu += cpuMillis(next);
                resident += proportionalMib(next);
                for (var child : Files.readString(Path.of("/proc/" + next + "/task/" + next + "/children"))
                        .trim()
                        .split(" ")) {
                    if (!child.isEmpty()) {
                        waiting.add(Long.parseLong(child));
                    }
                }
            } catch (IOException gone) {
                if (next == pid) {
                    throw gone;
                }
            }
        }
        return new ProcessUsage(cpu, resident);
    }

    private static long cpuMillis(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MILLIS;
    }

    private static double proportionalMib(long pid) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("no Pss of process " + pid);
    }
}
