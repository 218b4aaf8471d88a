package io.mededge.edge.modbus;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What the polling of all devices adds up to since the start. Thread-safe. */
public final class PollStatistics {
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder missed = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final Map<String, LongAdder> missedByGroup = new TreeMap<>();

    PollStatistics(Collection<String> groups) {
        groups.forEach(group -> missedByGroup.put(group, new LongAdder()));
    }

    void polled(long durationNanos, boolean success) {
        (success ? succeeded : failed).increment();
        nanos.add(durationNanos);
    }

    void missed(long slots) {
        missed.add(slots);
    }

    void missed(String group, long slots) {
        var tally = missedByGroup.get(group);
        if (tally != null) {
            tally.add(slots);
        }
    }

    void retried() {
        retried.increment();
    }

    /** Requests that were repeated after a passing disturbance. */
    public long retries() {
        return retried.sum();
    }

    /** The signal groups of all devices. */
    public Set<String> groups() {
        return missedByGroup.keySet();
    }

    /** Slots of this group's own schedule that passed without its being read. */
    public long missed(String group) {
        var tally = missedByGroup.get(group);
        return tally == null ? 0 : tally.sum();
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
