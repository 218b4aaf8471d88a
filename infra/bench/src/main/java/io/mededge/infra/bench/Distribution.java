package io.mededge.infra.bench;

import java.util.Arrays;
import java.util.Locale;

/** Measured durations, milliseconds, with nearest-rank percentiles. */
record Distribution(double[] ascendingMillis) {
    Distribution {
        ascendingMillis = ascendingMillis.clone();
        Arrays.sort(ascendingMillis);
        if (ascendingMillis.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    /** The smallest value that at least {@code percent} of the values do not exceed. */
    double percentile(double percent) {
        var rank = (int) Math.ceil(percent / 100 * ascendingMillis.length);
        return ascendingMillis[Math.max(0, rank - 1)];
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "n %d  min %.0f  p50 %.0f  p90 %.0f  p95 %.0f  p99 %.0f  max %.0f ms",
                ascendingMillis.length,
                percentile(0),
                percentile(50),
                percentile(90),
                percentile(95),
                percentile(99),
                percentile(100));
    }

    /** A bar for each decile of the range, for people who would rather look. */
    String histogram() {
        var width = Math.max(1, ascendingMillis[ascendingMillis.length - 1] / 12);
        var text = new StringBuilder();
        for (var low = 0.0; low <= ascendingMillis[ascendingMillis.length - 1]; low += width) {
            var from = low;
            var count = Arrays.stream(ascendingMillis)
                    .filter(millis -> millis >= from && millis < from + width)
                    .count();
            text.append(String.format(Locale.ROOT, "  %5.0f ms %4d %s%n", low, count, "#".repeat((int) count)));
        }
        return text.toString();
    }
}
