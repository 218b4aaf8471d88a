package io.mededge.infra.systemtest.canary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xerial.snappy.SnappyOutputStream;

class CanaryScannerTest {
    private static final String NAME = "Zacharias Quöxenbrandt";
    private static final String NUMBER = "MRN-7734-9911";
    private static final CanaryScanner SCANNER = new CanaryScanner(List.of(NAME, NUMBER));

    static Stream<Arguments> waysToWriteItDown() {
        return Stream.of(
                Arguments.of("UTF-8", NAME.getBytes(UTF_8)),
                Arguments.of("ISO 8859-1", NAME.getBytes(ISO_8859_1)),
                Arguments.of("UTF-16LE", NAME.getBytes(UTF_16LE)),
                Arguments.of("UTF-16BE", NAME.getBytes(UTF_16BE)),
                Arguments.of("upper case", NAME.toUpperCase(Locale.ROOT).getBytes(UTF_8)),
                Arguments.of("lower case", NAME.toLowerCase(Locale.ROOT).getBytes(UTF_16LE)),
                Arguments.of(
                        "hex", HexFormat.of().formatHex(NAME.getBytes(UTF_8)).getBytes(UTF_8)),
                Arguments.of(
                        "HEX",
                        HexFormat.of()
                                .withUpperCase()
                                .formatHex(NAME.getBytes(UTF_8))
                                .getBytes(UTF_8)),
                Arguments.of("base64, first byte", base64("", UTF_8)),
                Arguments.of("base64, second byte", base64("x", UTF_8)),
                Arguments.of("base64, third byte", base64("xy", UTF_8)),
                Arguments.of("base64 of UTF-16", base64("x", UTF_16LE)),
                Arguments.of("base64 for URLs", Base64.getUrlEncoder().encode(("?>" + NAME + "ÿÿ").getBytes(UTF_8))),
                Arguments.of("URL", URLEncoder.encode(NAME, UTF_8).getBytes(UTF_8)),
                Arguments.of("URL, every character", escaped("%%%02X", NAME.getBytes(UTF_8))),
                Arguments.of("JSON", NAME.replace("ö", "\\u00f6").getBytes(UTF_8)),
                Arguments.of("JSON, every character", escaped("\\u%04x", NAME)),
                Arguments.of("JSON within JSON", NAME.replace("ö", "\\\\u00F6").getBytes(UTF_8)),
                Arguments.of("bytes in a log", escaped("\\x%02x", NAME.getBytes(UTF_8))),
                Arguments.of("HTML", NAME.replace("ö", "&#246;").getBytes(UTF_8)),
                Arguments.of("XML", NAME.replace("ö", "&#xF6;").getBytes(UTF_8)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysToWriteItDown")
    void findsATextHoweverItWasWrittenDown(String form, byte[] written) {
        assertThat(SCANNER.scan(form, between(written))).extracting(Hit::canary).contains(NAME);
    }

    private interface Compressor {
        OutputStream open(OutputStream out) throws IOException;
    }

    static Stream<Arguments> waysToCompressIt() {
        return Stream.<Arguments>of(
                compressed("gzip", GZIPOutputStream::new),
                compressed("zlib", DeflaterOutputStream::new),
                compressed("lz4", LZ4FrameOutputStream::new),
                compressed("zstd", ZstdOutputStream::new),
                compressed("snappy", SnappyOutputStream::new),
                compressed("gzip in zstd", out -> new GZIPOutputStream(new ZstdOutputStream(out))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysToCompressIt")
    void findsACompressedTextAmongOtherBytes(String form, byte[] compressed) {
        assertThat(new String(compressed, ISO_8859_1)).as("is compressed").doesNotContain(NUMBER);
        assertThat(SCANNER.scan(form, between(compressed)))
                .extracting(Hit::canary)
                .contains(NUMBER);
    }

    @Test
    void findsACompressedTextThatIsEscapedInside() throws IOException {
        var text = "{\"family\":\"" + NAME.replace("ö", "\\u00f6") + "\"}";
        var hits = SCANNER.scan("escaped", compress(text.repeat(50), GZIPOutputStream::new));
        assertThat(hits).containsExactly(new Hit("escaped", NAME, "UTF-8 with escapes in gzip"));
    }

    @Test
    void findsNothingWhereNothingIs() {
        var noise = new byte[4 << 20];
        new Random(1).nextBytes(noise);
        assertThat(SCANNER.scan("noise", noise)).isEmpty();
        assertThat(SCANNER.scan(
                        "alike", "Zacharias Quoxenbrandt, MRN-7734-9912, Zacharias%20, %zz, \\u12, &#; &#x110000;"))
                .isEmpty();
    }

    @Test
    void findsATextAcrossThePiecesOfALargeFile(@TempDir Path folder) throws IOException {
        for (var shift : List.of(-NUMBER.length(), -3, 0, CanaryScanner.PIECE_BYTES)) {
            var content = new byte[2 * CanaryScanner.PIECE_BYTES + 100];
            var text = NUMBER.getBytes(UTF_8);
            System.arraycopy(text, 0, content, CanaryScanner.PIECE_BYTES + shift, text.length);
            var file = Files.write(folder.resolve("large.log"), content);
            assertThat(SCANNER.scan(folder))
                    .as("shifted by %d", shift)
                    .containsExactly(new Hit(file.toString(), NUMBER, "UTF-8"));
        }
    }

    @Test
    void findsATextInAFileThatEndsWithReservedRoom(@TempDir Path folder) throws IOException {
        var text = NUMBER.getBytes(UTF_16LE);
        var file = Files.write(folder.resolve("reserved.log"), Arrays.copyOf(text, 100_000));
        assertThat(SCANNER.scan(folder)).containsExactly(new Hit(file.toString(), NUMBER, "UTF-16LE"));
    }

    @Test
    void findsATextInTheNameOfAFile(@TempDir Path folder) throws IOException {
        var file = Files.createDirectories(folder.resolve("a")).resolve(NUMBER.toLowerCase(Locale.ROOT) + ".txt");
        Files.createFile(file);
        assertThat(SCANNER.scan(folder)).extracting(Hit::where).contains("name of " + file);
    }

    @Test
    void tellsWhichTextWasFound() {
        assertThat(SCANNER.scan("log", "x " + NUMBER + " y")).containsExactly(new Hit("log", NUMBER, "UTF-8"));
    }

    private static byte[] base64(String before, java.nio.charset.Charset charset) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(before.getBytes(UTF_8));
        bytes.writeBytes(NAME.getBytes(charset));
        bytes.writeBytes("and more".getBytes(UTF_8));
        return Base64.getEncoder().encode(bytes.toByteArray());
    }

    private static byte[] escaped(String format, byte[] bytes) {
        var text = new StringBuilder();
        for (var b : bytes) {
            text.append(String.format(format, b));
        }
        return text.toString().getBytes(UTF_8);
    }

    private static byte[] escaped(String format, String text) {
        return text.chars()
                .mapToObj(c -> String.format(format, c))
                .collect(Collectors.joining())
                .getBytes(UTF_8);
    }

    private static Arguments compressed(String name, Compressor compressor) {
        try {
            return Arguments.of(name, compress(inPiecesFirst(NUMBER).repeat(200), compressor));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** So that a compressor refers back to the pieces and never writes the whole. */
    private static String inPiecesFirst(String text) {
        var half = text.length() / 2;
        return text.substring(0, half + 2) + "|" + text.substring(half - 2) + "; patient " + text + "; ";
    }

    private static byte[] compress(String text, Compressor compressor) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = compressor.open(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] between(byte[] bytes) {
        var noise = new byte[3 + bytes.length + 5];
        Arrays.fill(noise, (byte) '"');
        System.arraycopy(bytes, 0, noise, 3, bytes.length);
        return noise;
    }
}
