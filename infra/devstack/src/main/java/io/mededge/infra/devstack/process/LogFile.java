package io.mededge.infra.devstack.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The output of one process: one file and, once that grew large, one older file. */
record LogFile(Path path) {
    /** At a start, a log beyond this is put aside as {@code .1}; an older one of that name is dropped. */
    static final long MAX_BYTES = 8L << 20;

    private static final int TAIL_BYTES = 16 << 10;

    /** Makes the log ready for another run of the process; returns the position from which that run's lines will stand. */
    long startRun() throws IOException {
        Files.createDirectories(path.getParent());
        if (Files.exists(path) && Files.size(path) > MAX_BYTES) {
            Files.move(path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return Files.exists(path) ? Files.size(path) : 0;
    }

    /** The last lines after a position, at most {@code count}; empty if there is no log. */
    List<String> tail(int count, long position) {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            int size = (int) Math.min(file.length() - position, TAIL_BYTES);
            file.seek(file.length() - size);
            var bytes = new byte[size];
            file.readFully(bytes);
            var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
