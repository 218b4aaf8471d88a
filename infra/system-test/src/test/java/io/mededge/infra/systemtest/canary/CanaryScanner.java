package io.mededge.infra.systemtest.canary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** A file, or everything below a folder; its names count too. What vanishes meanwhile is passed over. */
    Set<Hit> scan(Path root) throws IOException {
        var hits = new LinkedHashSet<Hit>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                hits.addAll(scan("name of " + path, path.getFileName().toString()));
                if (Files.isRegularFile(path)) {
                    hits.addAll(scanFile(path));
                }
            }
        } catch (java.io.UncheckedIOException e) {
            if (!(e.getCause() instanceof NoSuchFileException)) {
                throw e;
            }
        }
        return hits;
    }

    private Set<Hit> scanFile(Path file) throws IOException {
        var hits = new LinkedHashSet<Hit>();
        try (var in = Files.newInputStream(file)) {
            var piece = in.readNBytes(PIECE_BYTES);
            while (piece.length > 0) {
                hits.addAll(scan(file.toString(), piece));
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

    private static byte[] tail(byte[] bytes) {
        return Arrays.copyOfRange(bytes, Math.max(0, bytes.length - OVERLAP_BYTES), bytes.length);
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        var joined = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }
}
