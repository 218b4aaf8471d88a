package io.mededge.edge.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link PlainWriter} wrote. Throws IllegalArgumentException where the bytes end too soon or a number is out of its bound. */
final class PlainReader {
    private final byte[] bytes;
    private int at;

    PlainReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int get() {
        if (at >= bytes.length) {
            throw new IllegalArgumentException("the bytes end too soon");
        }
        return bytes[at++] & 0xff;
    }

    byte[] get(int count) {
        if (count < 0 || count > bytes.length - at) {
            throw new IllegalArgumentException("the bytes end too soon");
        }
        at += count;
        return Arrays.copyOfRange(bytes, at - count, at);
    }

    long getUnsigned() {
        var number = 0L;
        for (var shift = 0; shift < 64; shift += 7) {
            var next = get();
            number |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return number;
            }
        }
        throw new IllegalArgumentException("a number is longer than 64 bits");
    }

    long getSigned() {
        var zigzag = getUnsigned();
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    /** @param bound the number is below it */
    int getIndex(int bound) {
        var number = getUnsigned();
        if (number < 0 || number >= bound) {
            throw new IllegalArgumentException("the number " + number + " is not below " + bound);
        }
        return (int) number;
    }

    String getText() {
        return new String(get(getIndex(bytes.length)), StandardCharsets.UTF_8);
    }

    /** How many there can be at most, as each takes a byte or more. */
    int left() {
        return bytes.length - at;
    }
}
