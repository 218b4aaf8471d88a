package io.mededge.regional.fhir;

import io.mededge.regional.transform.DeviceKey;
import io.mededge.regional.transform.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Where the answers to a query lie.
 *
 * @param latest whether latest Observations are wanted
 * @param measured when a single measurement may have been taken
 * @param curveMinutes when a minute of a curve may begin
 * @param episodeMinutes when a minute may begin that may hold a wanted single measurement
 * @param possessions whose times to look at
 * @param now of the request
 */
record Scope(
        List<Signal> signals,
        boolean latest,
        TimeSpan measured,
        TimeSpan curveMinutes,
        TimeSpan episodeMinutes,
        List<Possession> possessions,
        SearchOrder order,
        Instant now) {
    /**
     * How far ahead of this process' clock a sample may be to count as the latest. One machine with a wrong clock would otherwise show the same value
     * as current for years; such samples stay in the raw data.
     */
    static final Duration AHEAD = Duration.ofMinutes(5);

    /** From {@code since} to before {@code until} the device's data are wanted. */
    record Possession(DeviceKey device, Instant since, Instant until) {
        static Possession always(DeviceKey device) {
            return new Possession(
                    device, TimeSpan.instant(TimeSpan.ALWAYS.first()), TimeSpan.instant(TimeSpan.ALWAYS.last()));
        }
    }

    static Scope of(ObservationQuery query, List<Signal> signals, List<Possession> possessions, Instant now) {
        var ahead = TimeSpan.until(TimeSpan.micros(now.plus(AHEAD)) - 1);
        // all samples of a minute must be within that bound, or the minute would come before the latest
        var minutes = TimeSpan.until(ahead.last() - TimeSpan.MINUTE_MICROS);
        var latest = true;
        if (query.id().isPresent()) {
            var id = query.id().get();
            latest = id.isPresent() && id.get().isLatest();
            minutes = latest || id.isEmpty()
                    ? TimeSpan.NEVER
                    : minutes.and(minute(id.get().minute()));
        }
        var measured = query.starts(1).and(ahead);
        var episodes = new TimeSpan(measured.first() - TimeSpan.MINUTE_MICROS + 1, measured.last());
        return new Scope(
                signals,
                latest,
                measured,
                query.starts(TimeSpan.MINUTE_MICROS).and(minutes),
                episodes.and(TimeSpan.ALWAYS).and(minutes),
                possessions,
                query.order(),
                now);
    }

    private static TimeSpan minute(long minute) {
        return new TimeSpan(minute * TimeSpan.MINUTE_MICROS, minute * TimeSpan.MINUTE_MICROS);
    }
}
