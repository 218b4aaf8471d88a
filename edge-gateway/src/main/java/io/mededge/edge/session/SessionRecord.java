package io.mededge.edge.session;

import io.mededge.edge.identity.StaffId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeMap;

/** The content of a session and the lines of its audit trail as bytes, only ever sealed. Texts are UTF-8 behind their length, 4 bytes, big endian. */
final class SessionRecord {
    private static final int FORM = 1;

    private SessionRecord() {}

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    static byte[] encode(SessionFields fields) {
        return write(out -> {
            out.writeInt(fields.values().size());
            for (var field : fields.values().entrySet()) {
                writeText(out, field.getKey());
                writeText(out, field.getValue());
            }
        });
    }

    static SessionFields decodeFields(byte[] bytes) {
        return read(bytes, in -> {
            var values = new TreeMap<String, String>();
            for (var left = in.readInt(); left > 0; left--) {
                values.put(readText(in), readText(in));
            }
            return SessionFields.of(values);
        });
    }

    /** What of a line is sealed: the rest lies beside it in the clear. */
    static byte[] encode(AuditLine line) {
        return write(out -> {
            writeText(out, line.field());
            writeText(out, line.before());
            writeText(out, line.after());
            writeText(out, line.reason());
        });
    }

    static AuditLine decodeLine(long number, long version, Instant at, StaffId who, byte[] bytes) {
        return read(
                bytes,
                in -> new AuditLine(number, version, at, who, readText(in), readText(in), readText(in), readText(in)));
    }

    private static byte[] write(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            writing.to(out);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reading<T> reading) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            var form = in.readByte();
            if (form != FORM) {
                throw new IllegalStateException(
                        "a session's record has form " + form + ", which this version does not know");
            }
            return reading.from(in);
        } catch (IOException tooShort) {
            throw new IllegalStateException("a session's record is incomplete", tooShort);
        }
    }

    static void writeText(DataOutputStream out, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        var length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a text is longer than the record");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
