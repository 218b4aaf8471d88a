package io.mededge.edge.fault;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pauses between retries: doubling up to a bound, each with jitter so that many who failed together do not come back together. Not thread-safe. */
public final class Backoff {
    private final long firstNanos;
    private final long maxNanos;
    private final RandomGenerator random;
    private int failures;

    /** @throws IllegalArgumentException unless {@code 0 < first <= max} */
    public Backoff(Duration first, Duration max, RandomGenerator random) {
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("no pauses from " + first + " to " + max);
        }
        this.firstNanos = first.toNanos();
        this.maxNanos = max.toNanos();
        this.random = random;
    }

    /** The pause before the next attempt: between half of and the whole of the doubled pause, never above the bound. */
    public Duration next() {
        var doublings = Math.min(failures++, 30);
        var whole = firstNanos > maxNanos >> doublings ? maxNanos : firstNanos << doublings;
        return Duration.ofNanos(whole / 2 + random.nextLong(whole / 2 + 1));
    }

    /** After a success. */
    public void reset() {
        failures = 0;
    }
}
