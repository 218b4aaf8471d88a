package io.mededge.infra.devstack.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The output of one process: one file and, once that grew large, one older file. */
public record LogFile(Path path) {
    /** At a start, a log beyond this is put aside as {@code .1}; an older one of that name is dropped. */
    static final long MAX_BYTES = 8L << 20;

    private static final int TAIL_BYTES = 16 << 10;

    void rotate() throws IOException {
        Files.createDirectories(path.getParent());
        if (Files.exists(path) && Files.size(path) > MAX_BYTES) {
            Files.move(path, path.resolveSibling(path.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The last lines, at most {@code count}; empty if there is no log. */
    public List<String> tail(int count) {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            int size = (int) Math.min(file.length(), TAIL_BYTES);
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
