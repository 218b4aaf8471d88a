package io.mededge.edge.uplink;

import java.util.concurrent.TimeUnit;

/** At most so many records per second on average, with at most a quarter of a second's worth at once. Not thread-safe. */
final class RateLimit {
    private final double perNano;
    private final double burst;
    private double tokens;
    private long filledNanos;

    RateLimit(int perSecond, long nowNanos) {
        this.perNano = perSecond / (double) TimeUnit.SECONDS.toNanos(1);
        this.burst = Math.max(1, perSecond / 4.0);
        this.tokens = burst;
        this.filledNanos = nowNanos;
    }

    /** Nanoseconds until something may be sent; 0 for now. */
    long waitNanos(long nowNanos) {
        tokens = Math.min(burst, tokens + (nowNanos - filledNanos) * perNano);
        filledNanos = nowNanos;
        return tokens > 0 ? 0 : (long) (-tokens / perNano) + 1;
    }

    /** May overdraw: the next wait is longer then. */
    void spend(int records) {
        tokens -= records;
    }
}
