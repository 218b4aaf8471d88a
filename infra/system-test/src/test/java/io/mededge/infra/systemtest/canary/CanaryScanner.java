package io.mededge.infra.systemtest.canary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds planted texts in bytes however they were written down: in several character sets and both cases, in base64 and hexadecimal, with the escapes of
 * URLs, JSON, logs and HTML, compressed, or several of these at once.
 */
final class CanaryScanner {
    /** Files are read in pieces of this size. */
    static final int PIECE_BYTES = 8 << 20;

    /** So much of a piece is read again with the next one: no text and no compressed batch of Kafka (at most 1 MiB) is cut in two. */
    static final int OVERLAP_BYTES = 5 << 18;

    /** How often something compressed may lie within something compressed. */
    private static final int MAX_DEPTH = 3;

    private record Needle(String canary, String form) {}

    private final List<Needle> needles = new ArrayList<>();
    private final NeedleAutomaton automaton;

    CanaryScanner(Collection<String> canaries) {
        var bytes = new ArrayList<byte[]>();
        for (var canary : canaries) {
            CanaryForms.of(canary)
                    .forEach((form, texts) -> texts.forEach(text -> {
                        needles.add(new Needle(canary, form));
                        bytes.add(text.getBytes(ISO_8859_1));
                    }));
        }
        this.automaton = new NeedleAutomaton(bytes);
    }

    Set<Hit> scan(String where, String text) {
        return scan(where, text.getBytes(UTF_8));
    }

    Set<Hit> scan(String where, byte[] bytes) {
        var hits = new LinkedHashSet<Hit>();
        scan(where, "", bytes, 0, hits);
        return hits;
    }

    /** A file, or everything below a folder; its names count too. What vanishes meanwhile is passed over, nothing else. */
    Set<Hit> scan(Path root) throws IOException {
        var hits = new LinkedHashSet<Hit>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                hits.addAll(scan("name of " + folder, String.valueOf(folder.getFileName())));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                hits.addAll(scan("name of " + file, String.valueOf(file.getFileName())));
                if (attributes.isRegularFile()) {
                    hits.addAll(scanFile(file));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                return continueIfVanished(failure);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                return failure == null ? FileVisitResult.CONTINUE : continueIfVanished(failure);
            }
        });
        return hits;
    }

    private static FileVisitResult continueIfVanished(IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    private Set<Hit> scanFile(Path file) throws IOException {
        var hits = new LinkedHashSet<Hit>();
        try (var in = Files.newInputStream(file)) {
            var piece = in.readNBytes(PIECE_BYTES);
            while (piece.length > 0) {
                hits.addAll(scan(file.toString(), withoutTrailingZeros(piece)));
                var more = in.readNBytes(PIECE_BYTES);
                piece = more.length == 0 ? more : joined(tail(piece), more);
            }
        } catch (NoSuchFileException vanished) {
            return hits;
        }
        return hits;
    }

    private void scan(String where, String wrapping, byte[] bytes, int depth, Set<Hit> hits) {
        var plain = search(where, wrapping, bytes);
        hits.addAll(plain);
        var known = plain.stream().map(Hit::canary).collect(Collectors.toSet());
        search(where, " with escapes" + wrapping, Unescaped.of(bytes)).stream()
                .filter(hit -> !known.contains(hit.canary()))
                .forEach(hits::add);
        if (depth < MAX_DEPTH) {
            for (var content : Compression.in(bytes)) {
                scan(
                        where,
                        " in " + content.compression().name().toLowerCase(Locale.ROOT) + wrapping,
                        content.bytes(),
                        depth + 1,
                        hits);
            }
        }
    }

    private List<Hit> search(String where, String wrapping, byte[] bytes) {
        return automaton.in(bytes).stream()
                .map(needles::get)
                .map(needle -> new Hit(where, needle.canary(), needle.form() + wrapping))
                .toList();
    }

    /** Backends reserve files long before they fill them. One zero stays: it may be half a character. */
    private static byte[] withoutTrailingZeros(byte[] bytes) {
        var length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return Arrays.copyOf(bytes, Math.min(bytes.length, length + 1));
    }

    private static byte[] tail(byte[] bytes) {
        return Arrays.copyOfRange(bytes, Math.max(0, bytes.length - OVERLAP_BYTES), bytes.length);
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        var joined = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }
}
