package io.mededge.infra.devstack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory as the kernel counts it (proc(5)). */
public final class Memory {
    private static final long KIB_PER_MIB = 1024;

    private Memory() {}

    /** Of the process with its descendants, whose shared pages are counted once; 0 if it is gone. */
    public static long residentMiB(long pid) {
        var children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::descendants)
                .mapToLong(child -> field(child.pid(), "smaps_rollup", "Pss:"))
                .sum();
        return (field(pid, "status", "VmRSS:") + children) / KIB_PER_MIB;
    }

    private static long field(long pid, String file, String label) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/" + file))) {
            return lines.filter(line -> line.startsWith(label))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException | UncheckedIOException gone) {
            return 0;
        }
    }
}
