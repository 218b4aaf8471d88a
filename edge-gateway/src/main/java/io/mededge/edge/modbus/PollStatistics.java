package io.mededge.edge.modbus;

import java.util.concurrent.atomic.LongAdder;

/** What the polling of all devices adds up to since the start. Thread-safe. */
public final class PollStatistics {
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    void polled(long durationNanos, boolean success) {
        (success ? succeeded : failed).increment();
        nanos.add(durationNanos);
    }

    void missed(long slots) {
        missed.add(slots);
    }

    public long succeeded() {
        return succeeded.sum();
    }

    public long failed() {
        return failed.sum();
    }

    /** Slots of the schedule that passed without a poll. */
    public long missed() {
        return missed.sum();
    }

    /** Time that all polls together took, nanoseconds. */
    public long nanos() {
        return nanos.sum();
    }
}
