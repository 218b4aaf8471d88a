package io.mededge.edge.fault;

import io.mededge.model.fault.FaultCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/** How often each fault has occurred since the start. Every occurrence counts; the log gets at most one line per code in ten seconds. Thread-safe. */
public final class Faults {
    private static final Logger LOG = Logger.getLogger(Faults.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<FaultCode, Tally> tallies = new EnumMap<>(FaultCode.class);

    public Faults() {
        for (var code : FaultCode.values()) {
            tallies.put(code, new Tally());
        }
    }

    /** Counts without a log line, for what repeats with every poll. */
    public void count(FaultCode code) {
        count(code, 1);
    }

    public void count(FaultCode code, long times) {
        tally(code).total.add(times);
    }

    /**
     * Counts, and logs unless this code was logged a moment ago.
     *
     * @param detail what and where, never a value of a machine and never anything about a patient
     */
    public void report(FaultCode code, String detail) {
        var tally = tally(code);
        tally.total.increment();
        var now = System.nanoTime();
        var quietUntil = tally.quietUntilNanos.get();
        if (now - quietUntil < 0 || !tally.quietUntilNanos.compareAndSet(quietUntil, now + QUIET_NANOS)) {
            tally.unlogged.increment();
            return;
        }
        var unlogged = tally.unlogged.sumThenReset();
        LOG.warnf(
                "%s %s: %s%s",
                code.label(), code.summary(), detail, unlogged == 0 ? "" : " (and " + unlogged + " more before)");
    }

    public long total(FaultCode code) {
        return tally(code).total.sum();
    }

    private Tally tally(FaultCode code) {
        return Objects.requireNonNull(tallies.get(code));
    }

    private static final class Tally {
        private final LongAdder total = new LongAdder();
        private final LongAdder unlogged = new LongAdder();
        private final AtomicLong quietUntilNanos = new AtomicLong(System.nanoTime());
    }
}
