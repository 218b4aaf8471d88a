package io.mededge.edge.profile;

import java.math.BigDecimal;

/**
 * {@code raw * scale + offset} without the noise of binary fractions: 3125 at a scale of 0.1 is 312.5 and not 312.50000000000006.
 *
 * <p>Scales are decimal fractions or reciprocals of whole numbers. Both are a ratio of whole numbers, and as long as these are exact as doubles the one
 * division rounds once, to the nearest double. Where they are not, the result is off by a rounding or two of the last digit.
 *
 * @param factor times the raw number
 * @param summand added to that product
 * @param divisor of the sum
 */
record LinearScale(double factor, double summand, double divisor) {
    private static final double EXACT_BELOW = 1L << 53;
    /** Powers of ten up to this one are exact as doubles. */
    private static final int MAX_DECIMALS = 22;

    private static final int MAX_RECIPROCAL = 1_000_000;

    static LinearScale of(double scale, double offset) {
        var reciprocal = Math.rint(1 / scale);
        if (offset == 0 && Math.abs(reciprocal) <= MAX_RECIPROCAL && reciprocal != 0 && 1 / reciprocal == scale) {
            return new LinearScale(1, 0, reciprocal);
        }
        var exactScale = BigDecimal.valueOf(scale);
        var exactOffset = BigDecimal.valueOf(offset);
        var decimals = Math.max(0, Math.max(exactScale.scale(), exactOffset.scale()));
        var factor = exactScale.movePointRight(decimals).doubleValue();
        var summand = exactOffset.movePointRight(decimals).doubleValue();
        return decimals <= MAX_DECIMALS && Math.abs(factor) < EXACT_BELOW && Math.abs(summand) < EXACT_BELOW
                ? new LinearScale(factor, summand, Math.pow(10, decimals))
                : new LinearScale(scale, offset, 1);
    }

    double apply(double raw) {
        return (raw * factor + summand) / divisor;
    }
}
