package io.mededge.infra.simulator.modbus;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The switch by which tests and schedules make one port misbehave for a while. At most one fault is active. Thread-safe. */
public final class WireFaults {
    /** Stands for every unit of the port. */
    public static final int ALL_UNITS = -1;

    /** An injected fault; times are {@link System#nanoTime()}. */
    record Active(WireFault fault, int unit, long sinceNanos, long untilNanos) {
        boolean concerns(int unitId) {
            return unit == ALL_UNITS || unit == unitId;
        }
    }

    private volatile @Nullable Active active;

    /** Starts a fault, in place of the active one. */
    public void inject(WireFault fault, Duration duration) {
        inject(fault, ALL_UNITS, duration);
    }

    /**
     * Starts a fault, in place of the active one.
     *
     * @param unit a unit id or {@link #ALL_UNITS}; looked at only by the faults that answer with an exception
     * @param duration real time, not simulated time
     */
    public void inject(WireFault fault, int unit, Duration duration) {
        long now = System.nanoTime();
        active = new Active(fault, unit, now, now + duration.toNanos());
    }

    /** Ends the active fault. */
    public void clear() {
        active = null;
    }

    /** The active fault, or null. */
    public @Nullable WireFault current() {
        Active found = at(System.nanoTime());
        return found == null ? null : found.fault();
    }

    /** Real seconds until the active fault ends by itself; 0 without a fault. */
    public long remainingSeconds() {
        long now = System.nanoTime();
        Active found = at(now);
        return found == null ? 0 : Duration.ofNanos(found.untilNanos() - now).toSeconds();
    }

    @Nullable
    Active at(long nowNanos) {
        Active found = active;
        return found != null && nowNanos - found.untilNanos() < 0 ? found : null;
    }
}
