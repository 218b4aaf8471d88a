package io.mededge.regional.monitor;

import java.time.Duration;
import java.time.Instant;

/** How fast a count grows, from one look at it to the next. Not thread-safe. */
final class Rate {
    private Instant lookedAt;
    private long count;
    private double perSecond;

    /** @param start when the count was 0 */
    Rate(Instant start) {
        this.lookedAt = start;
    }

    /** The growth per second since the last look; the rate of that look when no time has passed since. */
    double perSecond(long countNow, Instant now) {
        var millis = Duration.between(lookedAt, now).toMillis();
        if (millis > 0) {
            perSecond = (countNow - count) * 1_000.0 / millis;
            lookedAt = now;
            count = countNow;
        }
        return perSecond;
    }
}
