package io.mededge.model.completeness;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are the same wherever they are written: big endian, texts as UTF-8 behind their length. Grows; reused, not thread-safe. */
final class CanonicalBytes {
    private ByteBuffer buffer = ByteBuffer.allocate(1_024);

    CanonicalBytes clear() {
        buffer.clear();
        return this;
    }

    CanonicalBytes int1(int value) {
        room(1).put((byte) value);
        return this;
    }

    CanonicalBytes int4(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    CanonicalBytes int8(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    CanonicalBytes raw(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    CanonicalBytes text(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return int4(bytes.length).raw(bytes);
    }

    byte[] array() {
        return buffer.array();
    }

    int length() {
        return buffer.position();
    }

    byte[] copy() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            var larger = ByteBuffer.allocate(Math.max(2 * buffer.capacity(), buffer.position() + bytes));
            buffer = larger.put(buffer.flip());
        }
        return buffer;
    }
}
