package io.mededge.edge.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Lines of words that say which files of a folder count, and how far. The last line proves the others. It replaces its predecessor as a whole: whatever
 * interrupts the writing, there is one or the other.
 */
record Manifest(List<List<String>> lines) {
    static final String NAME = "manifest";

    /** Two thousand streams and as many segments; a file that is longer is not ours. */
    private static final long MAX_BYTES = 16 << 20;

    private static final String HEADER = "mededge-backup 1";
    private static final String PROOF = "proof ";

    Manifest {
        lines = List.copyOf(lines);
    }

    /** Collects lines. */
    static final class Draft {
        private final List<List<String>> lines = new ArrayList<>();

        Draft line(Object... words) {
            var line = new ArrayList<String>();
            for (var word : words) {
                line.add(String.valueOf(word));
            }
            lines.add(List.copyOf(line));
            return this;
        }

        Manifest done() {
            return new Manifest(lines);
        }
    }

    /** Durable when this returns. */
    void write(Path folder, BackupSeal seal) throws IOException {
        var text = new StringBuilder(HEADER).append('\n');
        for (var line : lines) {
            text.append(String.join(" ", line)).append('\n');
        }
        var proof = seal.prove(place(folder), text.toString().getBytes(StandardCharsets.UTF_8));
        text.append(PROOF).append(HexFormat.of().formatHex(proof)).append('\n');
        replace(folder.resolve(NAME), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file beside, syncs it and renames it over the other. */
    static void replace(Path file, byte[] bytes) throws IOException {
        var half = file.resolveSibling(file.getFileName() + ".new");
        try (var channel = FileChannel.open(
                half, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (var left = ByteBuffer.wrap(bytes); left.hasRemaining(); ) {
                channel.write(left);
            }
            channel.force(true);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(file.toAbsolutePath().resolveSibling("."));
    }

    /** A new name is durable with its folder only. */
    static void sync(Path folder) {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notPossible) {
            // object stores behind a file system have no folders to sync; they keep a file with its name
        }
    }

    /** Empty if there is none, or it is not proven under this key. */
    static Optional<Manifest> read(Path folder, BackupSeal seal) throws IOException {
        var file = folder.resolve(NAME);
        if (!Files.exists(file) || Files.size(file) > MAX_BYTES) {
            return Optional.empty();
        }
        var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        var end = text.lastIndexOf(PROOF);
        if (end < 0 || !text.startsWith(HEADER + "\n")) {
            return Optional.empty();
        }
        try {
            var proof =
                    HexFormat.of().parseHex(text.substring(end + PROOF.length()).strip());
            if (!seal.isProven(place(folder), text.substring(0, end).getBytes(StandardCharsets.UTF_8), proof)) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException garbled) {
            return Optional.empty();
        }
        return Optional.of(new Manifest(text.substring(0, end)
                .lines()
                .skip(1)
                .map(line -> List.of(line.split(" ", -1)))
                .toList()));
    }

    private static String place(Path folder) {
        return folder.getFileName() + "/" + NAME;
    }

    /** The lines that begin so, without that word. */
    List<List<String>> all(String word) {
        return lines.stream()
                .filter(line -> line.get(0).equals(word))
                .map(line -> line.subList(1, line.size()))
                .toList();
    }

    /** The first word after this one; empty when there is no such line. */
    Optional<String> first(String word) {
        return all(word).stream().map(words -> words.get(0)).findFirst();
    }
}
