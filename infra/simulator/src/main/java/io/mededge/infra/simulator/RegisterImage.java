package io.mededge.infra.simulator;

/** A contiguous block of registers under construction: values become scaled words, saturating at what a register can hold. */
final class RegisterImage {
    private static final long MAX_U16 = 0xFFFFL;
    private static final long MAX_U32 = 0xFFFF_FFFFL;

    private final int[] words;

    RegisterImage(int size) {
        words = new int[size];
    }

    /** {@code value × perUnit}, unsigned. */
    RegisterImage u16(int at, double value, int perUnit) {
        words[at] = (int) Math.max(0, Math.min(MAX_U16, Math.round(value * perUnit)));
        return this;
    }

    RegisterImage u16(int at, long value) {
        return u16(at, (double) value, 1);
    }

    /** {@code value × perUnit} in two's complement. */
    RegisterImage s16(int at, double value, int perUnit) {
        long raw = Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(value * perUnit)));
        words[at] = (int) (raw & MAX_U16);
        return this;
    }

    /** {@code value × perUnit}, unsigned, in two registers, the high word first. */
    RegisterImage u32(int at, double value, int perUnit) {
        long raw = Math.max(0, Math.min(MAX_U32, Math.round(value * perUnit)));
        words[at] = (int) (raw >>> 16);
        words[at + 1] = (int) (raw & MAX_U16);
        return this;
    }

    RegisterImage u32(int at, long value) {
        return u32(at, (double) value, 1);
    }

    /** The lowest 16 bits: counters wrap. */
    RegisterImage wrapping(int at, long count) {
        words[at] = (int) (count & MAX_U16);
        return this;
    }

    int[] words() {
        return words;
    }
}
