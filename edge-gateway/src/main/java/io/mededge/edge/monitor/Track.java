package io.mededge.edge.monitor;

import java.time.Duration;
import java.util.Arrays;

/**
 * The recent past of one device in primitive arrays: a ring of rows (time, one value for each metric), the oldest overwritten. Values are kept as
 * floats, whose 24 bits are more than a 16-bit register says. Not thread-safe.
 */
final class Track {
    /** How far back the board looks. */
    static final Duration SPAN = Duration.ofMinutes(10);

    private static final int MIN_ROWS = 120;
    private static final int MAX_ROWS = 1_200;
    private static final int MAX_BINS = 120;

    private final long[] atMillis;
    private final float[][] values;
    private int next;
    private int size;

    /** @param poll distance of rows; rows of a faster poll than two a second reach less far back than {@link #SPAN} */
    Track(int metrics, Duration poll) {
        var rows = (int) Math.max(MIN_ROWS, Math.min(MAX_ROWS, SPAN.toMillis() / Math.max(1, poll.toMillis())));
        atMillis = new long[rows];
        values = new float[metrics][rows];
    }

    /** @param row one value for each metric; NaN where there is none */
    void add(long millis, double[] row) {
        atMillis[next] = millis;
        for (var metric = 0; metric < values.length; metric++) {
            values[metric][next] = (float) row[metric];
        }
        next = (next + 1) % atMillis.length;
        size = Math.min(size + 1, atMillis.length);
    }

    /** What there is of one metric since a time, oldest first; rows without a value of it are left out. */
    Series since(int metric, long fromMillis) {
        var times = new long[size];
        var found = new float[size];
        var count = 0;
        for (var age = size; age > 0; age--) {
            var slot = Math.floorMod(next - age, atMillis.length);
            if (atMillis[slot] >= fromMillis && !Float.isNaN(values[metric][slot])) {
                times[count] = atMillis[slot];
                found[count++] = values[metric][slot];
            }
        }
        return new Series(Arrays.copyOf(times, count), Arrays.copyOf(found, count));
    }

    /** Means over equal stretches of time up to (excluding) {@code endMillis}, oldest first; NaN where nothing is known. */
    float[] means(int metric, long endMillis, int bins, long binMillis) {
        var count = Math.min(bins, MAX_BINS);
        var sums = new double[count];
        var numbers = new int[count];
        var start = endMillis - count * binMillis;
        for (var age = size; age > 0; age--) {
            var slot = Math.floorMod(next - age, atMillis.length);
            var value = values[metric][slot];
            if (atMillis[slot] >= start && atMillis[slot] < endMillis && !Float.isNaN(value)) {
                var bin = (int) ((atMillis[slot] - start) / binMillis);
                sums[bin] += value;
                numbers[bin]++;
            }
        }
        var means = new float[count];
        for (var bin = 0; bin < count; bin++) {
            means[bin] = numbers[bin] == 0 ? Float.NaN : (float) (sums[bin] / numbers[bin]);
        }
        return means;
    }

    /**
     * How many polls gave a row, and how many are missing between the rows and since the last one, as far back as {@link #SPAN} and the ring reach.
     * Half a poll of jitter is no missing poll.
     */
    Completeness completeness(long nowMillis, long pollMillis) {
        var from = nowMillis - SPAN.toMillis();
        var got = 0;
        var missing = 0L;
        var previous = Long.MIN_VALUE;
        for (var age = size; age > 0; age--) {
            var at = atMillis[Math.floorMod(next - age, atMillis.length)];
            if (previous != Long.MIN_VALUE && at >= from) {
                missing += missed(at - Math.max(previous, from), pollMillis);
            }
            got += at >= from ? 1 : 0;
            previous = at;
        }
        if (previous != Long.MIN_VALUE) {
            // the poll that is under way has one period to answer
            missing += missed(nowMillis - Math.max(previous, from) - pollMillis, pollMillis);
        }
        return new Completeness(got, (int) missing);
    }

    private static long missed(long distanceMillis, long pollMillis) {
        return Math.max(0, Math.round((double) distanceMillis / pollMillis) - 1);
    }

    /** Values of one metric with their times, ms since 1970, oldest first; both arrays have one length. */
    record Series(long[] atMillis, float[] values) {}

    /** Polls of the recent past: those that gave values, and those that did not. Both 0: unknown. */
    record Completeness(int got, int missing) {}
}
