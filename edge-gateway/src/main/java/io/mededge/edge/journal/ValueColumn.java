package io.mededge.edge.journal;

/**
 * The values of one metric as bytes, without loss. What comes from a register is a whole number times a scale; found again, its changes are small
 * numbers, while the binary fraction of 12.3 and that of 12.4 have nothing in common. What no divisor fits is kept bit by bit.
 */
final class ValueColumn {
    /** By which a value is a whole number: decimal and binary scales, minutes from seconds, hours from seconds. */
    private static final double[] DIVISORS = {
        1, 10, 100, 1_000, 10_000, 60, 3_600, 2, 4, 8, 16, 32, 64, 256, 1_024, 4_096, 65_536
    };

    /** A product of decimal fractions may be rounded to a neighbour of what the division gives. */
    private static final long MAX_NEIGHBOURS = 4;

    /** Beyond, whole numbers are no longer exact. */
    private static final double MAX_WHOLE = 1L << 52;

    private static final int BITS = 0x7f;
    private static final int WITH_NEIGHBOURS = 0x40;

    private ValueColumn() {}

    static void encode(double[] values, int count, PlainWriter out) {
        for (var divisor = 0; divisor < DIVISORS.length; divisor++) {
            var farthest = farthestNeighbour(values, count, DIVISORS[divisor]);
            if (farthest <= MAX_NEIGHBOURS) {
                encodeWhole(values, count, divisor, farthest > 0, out);
                return;
            }
        }
        out.put(BITS);
        var before = 0L;
        for (var i = 0; i < count; i++) {
            var bits = Double.doubleToRawLongBits(values[i]);
            // equal signs, exponents and leading digits become zeros at the end that is written last
            out.putUnsigned(Long.reverse(bits ^ before));
            before = bits;
        }
    }

    private static void encodeWhole(double[] values, int count, int divisor, boolean withNeighbours, PlainWriter out) {
        out.put(divisor | (withNeighbours ? WITH_NEIGHBOURS : 0));
        var before = 0L;
        for (var i = 0; i < count; i++) {
            var whole = whole(values[i], DIVISORS[divisor]);
            out.putSigned(whole - before);
            before = whole;
        }
        if (withNeighbours) {
            for (var i = 0; i < count; i++) {
                out.putSigned(neighbour(values[i], DIVISORS[divisor]));
            }
        }
    }

    /** How many doubles lie between the value and what decoding would give, at most; more than {@link #MAX_NEIGHBOURS} when the divisor does not fit. */
    private static long farthestNeighbour(double[] values, int count, double divisor) {
        var farthest = 0L;
        for (var i = 0; i < count && farthest <= MAX_NEIGHBOURS; i++) {
            farthest = Math.abs(values[i] * divisor) > MAX_WHOLE
                    ? Long.MAX_VALUE
                    : Math.max(farthest, Math.abs(neighbour(values[i], divisor)));
        }
        return farthest;
    }

    private static long whole(double value, double divisor) {
        return Math.round(value * divisor);
    }

    private static long neighbour(double value, double divisor) {
        var bits = Double.doubleToRawLongBits(value);
        var distance = bits - Double.doubleToRawLongBits(whole(value, divisor) / divisor);
        // the smallest long has no absolute value
        return distance == Long.MIN_VALUE ? Long.MAX_VALUE : distance;
    }

    static double[] decode(int count, PlainReader in) {
        var values = new double[count];
        var mode = in.get();
        if (mode == BITS) {
            var bits = 0L;
            for (var i = 0; i < count; i++) {
                bits ^= Long.reverse(in.getUnsigned());
                values[i] = Double.longBitsToDouble(bits);
            }
            return values;
        }
        var index = mode & ~WITH_NEIGHBOURS;
        if (index >= DIVISORS.length) {
            throw new IllegalArgumentException("the form of values " + mode + " is not known");
        }
        var whole = 0L;
        for (var i = 0; i < count; i++) {
            whole += in.getSigned();
            values[i] = whole / DIVISORS[index];
        }
        if ((mode & WITH_NEIGHBOURS) != 0) {
            for (var i = 0; i < count; i++) {
                values[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(values[i]) + in.getSigned());
            }
        }
        return values;
    }
}
