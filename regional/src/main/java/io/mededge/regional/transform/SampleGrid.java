package io.mededge.regional.transform;

import io.mededge.model.outbound.Quality;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one minute on the grid of their device's polls, as FHIR's SampledData wants them: point {@code i} was at {@code start + i × period}.
 *
 * <p>Polls are regular but not aligned with the minute, and they jitter. So the grid is laid through the samples (its phase is their circular mean),
 * and each sample goes to the nearest point, at most half a period away. Where two samples fall to one point the later stands; the raw samples keep
 * both. A point without a valid sample is {@code E}. A sample is in the minute of its own time, never in the neighbouring one.
 *
 * @param start of the first point, to the millisecond
 * @param data values in plain decimals, separated by spaces
 */
record SampleGrid(Instant start, String data) {
    static final Duration WINDOW = Duration.ofMinutes(1);

    private static final long WINDOW_MICROS = 60_000_000;
    private static final String MISSING = "E";

    /** Bounds the points of a window; no machine is polled more often. */
    private static final int MIN_PERIOD_MILLIS = 10;

    /**
     * @param samples of this minute, ascending by time, at least one
     * @param complete whether the minute has ended: points after the last sample are then missing, before they are not yet due
     */
    static SampleGrid place(Instant minute, int periodMillis, List<StoredSample> samples, boolean complete) {
        var period = 1_000L * Math.max(periodMillis, MIN_PERIOD_MILLIS);
        var phase = phase(minute, period, samples);
        var points = points(minute, period, phase, samples);
        // a point before the minute is one of this minute's only if jitter has brought its sample over
        var first = phase < 0 && points[0] == null ? 1 : 0;
        var last = complete ? lastDue(period, phase) : 0;
        for (var i = last + 1; i < points.length; i++) {
            last = points[i] == null ? last : i;
        }
        var data = new StringBuilder();
        for (var i = first; i <= last; i++) {
            data.append(i > first ? " " : "").append(text(points[i]));
        }
        return new SampleGrid(minute.plus(phase + first * period, ChronoUnit.MICROS), data.toString());
    }

    /** Where the grid lies relative to the minute, microseconds in (-period/2, period/2], in whole milliseconds. */
    private static long phase(Instant minute, long period, List<StoredSample> samples) {
        var sine = 0.0;
        var cosine = 0.0;
        for (var sample : samples) {
            var angle = 2 * Math.PI * (offset(minute, sample) % period) / period;
            sine += Math.sin(angle);
            cosine += Math.cos(angle);
        }
        return 1_000 * Math.round(Math.atan2(sine, cosine) / (2 * Math.PI) * period / 1_000);
    }

    private static @Nullable StoredSample[] points(
            Instant minute, long period, long phase, List<StoredSample> samples) {
        var points = new @Nullable StoredSample[(int) (WINDOW_MICROS / period) + 2];
        for (var sample : samples) {
            var nearest = Math.floorDiv(offset(minute, sample) - phase + period / 2, period);
            points[(int) Math.max(0, Math.min(points.length - 1, nearest))] = sample;
        }
        return points;
    }

    /** The last point whose time is within the minute. */
    private static int lastDue(long period, long phase) {
        return (int) Math.max(0, Math.floorDiv(WINDOW_MICROS - 1 - phase, period));
    }

    private static long offset(Instant minute, StoredSample sample) {
        return ChronoUnit.MICROS.between(minute, sample.at());
    }

    static String text(@Nullable StoredSample sample) {
        return sample == null || sample.quality() == Quality.INVALID
                ? MISSING
                : Values.decimal(sample.value()).toPlainString();
    }
}
