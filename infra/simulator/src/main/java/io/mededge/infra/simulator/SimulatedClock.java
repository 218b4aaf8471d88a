package io.mededge.infra.simulator;

/** Simulated time: runs {@code speed} times as fast as real time from an origin; never jumps, as the wall clock may. */
final class SimulatedClock {
    private static final double NANOS_PER_MILLI = 1e6;

    private final long originMillis;
    private final double speed;
    private final long startNanos = System.nanoTime();

    /** @param originMillis the simulated time now */
    SimulatedClock(long originMillis, double speed) {
        this.originMillis = originMillis;
        this.speed = speed;
    }

    /** Simulated milliseconds since the facility's first start. */
    long millis() {
        return originMillis + (long) ((System.nanoTime() - startNanos) / NANOS_PER_MILLI * speed);
    }
}
