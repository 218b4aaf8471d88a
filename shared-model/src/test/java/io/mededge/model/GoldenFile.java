package io.mededge.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Bytes that were agreed on, as hexadecimal lines in {@code src/test/resources/golden}. After a change that is meant, {@code -Dgolden.update=true}
 * writes them anew; the difference is then reviewed like code.
 */
public final class GoldenFile {
    private static final int BYTES_PER_LINE = 16;

    private final Path file;

    public GoldenFile(String name) {
        this.file = Path.of("src/test/resources/golden", name + ".hex");
    }

    public void assertSame(byte[] bytes) {
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(file, lines(bytes));
            }
            assertThat(lines(bytes)).as("bytes of %s", file).isEqualTo(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes() {
        try {
            return HexFormat.of().parseHex(Files.readString(file).replaceAll("\\s", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lines(byte[] bytes) {
        var lines = new StringBuilder();
        for (var from = 0; from < bytes.length; from += BYTES_PER_LINE) {
            var to = Math.min(bytes.length, from + BYTES_PER_LINE);
            lines.append(HexFormat.ofDelimiter(" ").formatHex(bytes, from, to)).append('\n');
        }
        return lines.toString();
    }
}
