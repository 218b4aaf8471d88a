package io.mededge.edge.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows as needed. Numbers are LEB128: seven bits a byte, lowest first; signed ones are zigzag before. */
final class PlainWriter {
    private byte[] bytes = new byte[512];
    private int size;

    void put(int oneByte) {
        room(1);
        bytes[size++] = (byte) oneByte;
    }

    void put(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    void putLong(long fixed) {
        for (var shift = 56; shift >= 0; shift -= 8) {
            put((int) (fixed >>> shift));
        }
    }

    void putUnsigned(long number) {
        room(10);
        var rest = number;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void putSigned(long number) {
        putUnsigned(number << 1 ^ number >> 63);
    }

    void putText(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        putUnsigned(utf8.length);
        put(utf8);
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
