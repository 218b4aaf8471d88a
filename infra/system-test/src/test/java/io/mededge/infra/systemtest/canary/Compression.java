package io.mededge.infra.systemtest.canary;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.xerial.snappy.SnappyError;
import org.xerial.snappy.SnappyInputStream;

/** Ways to compress that can be told by their first bytes, wherever in a file they begin: those of Kafka, of HTTP and of rotated logs. */
enum Compression {
    GZIP(GZIPInputStream::new, "1f8b08"),
    ZLIB(InflaterInputStream::new, "7801", "785e", "789c", "78da"),
    LZ4(LZ4FrameInputStream::new, "04224d18"),
    ZSTD(bytes -> new ZstdInputStream(bytes).setContinuous(true), "28b52ffd"),
    SNAPPY(Compression::snappy, "82534e4150505900");

    /** What one place may grow to; more is not looked at. */
    static final int MAX_DECOMPRESSED_BYTES = 16 << 20;

    /** What looks like a length may be any bytes; nobody writes larger chunks. */
    private static final int MAX_CHUNK_BYTES = 4 << 20;

    private static final int BUFFER_BYTES = 8_192;

    private interface Opener {
        InputStream open(InputStream compressed) throws IOException;
    }

    record Content(Compression compression, byte[] bytes) {}

    private final Opener opener;
    private final List<byte[]> marks;

    Compression(Opener opener, String... marks) {
        this.opener = opener;
        this.marks = Arrays.stream(marks).map(HexFormat.of()::parseHex).toList();
    }

    private static final boolean[] IS_FIRST_OF_A_MARK = new boolean[256];

    static {
        for (var compression : values()) {
            compression.marks.forEach(mark -> IS_FIRST_OF_A_MARK[mark[0] & 0xff] = true);
        }
    }

    /** Everything in these bytes that can be decompressed; what is cut off in the middle counts up to there. */
    static List<Content> in(byte[] bytes) {
        var contents = new ArrayList<Content>();
        for (var at = 0; at < bytes.length - 1; at++) {
            if (IS_FIRST_OF_A_MARK[bytes[at] & 0xff]) {
                addContent(bytes, at, contents);
            }
        }
        return contents;
    }

    private static void addContent(byte[] bytes, int at, List<Content> contents) {
        for (var compression : values()) {
            if (compression.beginsAt(bytes, at)) {
                var content = compression.decompress(bytes, at);
                if (content.length > 0) {
                    contents.add(new Content(compression, content));
                }
            }
        }
    }

    private boolean beginsAt(byte[] bytes, int at) {
        for (var mark : marks) {
            if (bytes[at] == mark[0]
                    && Arrays.mismatch(bytes, at, Math.min(bytes.length, at + mark.length), mark, 0, mark.length) < 0) {
                return true;
            }
        }
        return false;
    }

    private static InputStream snappy(InputStream compressed) throws IOException {
        return new SnappyInputStream(compressed, MAX_CHUNK_BYTES);
    }

    private byte[] decompress(byte[] bytes, int from) {
        var content = new ByteArrayOutputStream();
        var buffer = new byte[BUFFER_BYTES];
        try (var in = opener.open(new ByteArrayInputStream(bytes, from, bytes.length - from))) {
            for (var read = in.read(buffer);
                    read >= 0 && content.size() < MAX_DECOMPRESSED_BYTES;
                    read = in.read(buffer)) {
                content.write(buffer, 0, read);
            }
        } catch (IOException | RuntimeException | SnappyError endsHere) {
            return content.toByteArray(); // other bytes follow, or it only looked like this compression
        }
        return content.toByteArray();
    }
}
