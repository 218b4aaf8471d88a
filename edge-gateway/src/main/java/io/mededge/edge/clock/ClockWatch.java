package io.mededge.edge.clock;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.ClockReport;
import io.mededge.model.outbound.ClockTrust;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares the wall clock with the one that nobody can set, and asks the host whether it is synchronised. Each change becomes a record; what could not be
 * recorded is tried again. {@link #tick} is to be called every second by one thread.
 */
public final class ClockWatch {
    /** A clock that is slewed moves by half a millisecond in a second at most; what moves it by this much has set it. */
    static final Duration STEP = Duration.ofSeconds(1);

    /** How long after it was set the clock's times are marked so. */
    static final Duration SETTLING = Duration.ofMinutes(10);

    /** Whoever was held up for so long between the two clocks must not compare them. */
    private static final Duration HELD_UP = Duration.ofMillis(100);

    /** Reports that wait for a journal that does not take them; the oldest beyond it are dropped, the newest says how it is. */
    private static final int MAX_WAITING = 16;

    /** Stores a report. @param at what the clock says */
    @FunctionalInterface
    public interface Sink {
        CompletableFuture<?> record(Instant at, ClockReport report);
    }

    private record Waiting(Instant at, ClockReport report) {}

    private final SynchronisedFile file;
    private final InstantSource wall;
    private final LongSupplier nanos;
    private final Faults faults;
    private final Sink sink;
    private final Optional<Instant> lastRecorded;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable Waiting sent;
    private @Nullable CompletableFuture<?> underWay;
    private @Nullable Instant lastWall;
    private long lastNanos;
    private boolean stepped;
    private long steppedNanos;
    private volatile @Nullable ClockTrust trust;

    /**
     * @param nanos as {@link System#nanoTime()}
     * @param lastRecorded the newest time in the journal: if it is in the future now, the clock was set back while the gateway was not running
     */
    public ClockWatch(
            ClockConfig config,
            InstantSource wall,
            LongSupplier nanos,
            Faults faults,
            Sink sink,
            Optional<Instant> lastRecorded) {
        this.file = new SynchronisedFile(config.synchronisedFile(), config.synchronisedWithin());
        this.wall = wall;
        this.nanos = nanos;
        this.faults = faults;
        this.sink = sink;
        this.lastRecorded = lastRecorded;
    }

    /** How far the clock may be believed. From any thread. */
    public ClockTrust trust() {
        var known = trust;
        return known == null ? ClockTrust.UNKNOWN : known;
    }

    /** Compares, asks, and has recorded what changed. */
    public void tick() {
        var before = nanos.getAsLong();
        var now = wall.instant();
        var after = nanos.getAsLong();
        if (after - before <= HELD_UP.toNanos()) {
            compare(now, after);
            judge(now, after);
        }
        record();
    }

    private void compare(Instant now, long nowNanos) {
        var last = lastWall;
        if (last == null) {
            lastRecorded.filter(recorded -> recorded.isAfter(now)).ifPresent(recorded -> step(recorded, now, nowNanos));
        } else {
            var expected = last.plusNanos(nowNanos - lastNanos);
            if (Duration.between(expected, now).abs().compareTo(STEP) >= 0) {
                step(expected, now, nowNanos);
            }
        }
        lastWall = now;
        lastNanos = nowNanos;
    }

    private void step(Instant expected, Instant now, long nowNanos) {
        stepped = true;
        steppedNanos = nowNanos;
        trust = ClockTrust.STEPPED;
        faults.report(FaultCode.CLOCK_STEPPED, "from " + expected + " to " + now);
        add(now, new ClockReport(ClockTrust.STEPPED, expected));
    }

    private void judge(Instant now, long nowNanos) {
        stepped &= nowNanos - steppedNanos < SETTLING.toNanos();
        var found = stepped ? ClockTrust.STEPPED : file.trust(now);
        if (found == trust) {
            return;
        }
        trust = found;
        if (found == ClockTrust.UNSYNCHRONISED) {
            faults.report(FaultCode.CLOCK_UNSYNCHRONISED, "the host's time service has no source of time");
        }
        add(now, new ClockReport(found, null));
    }

    private void add(Instant at, ClockReport report) {
        if (waiting.size() == MAX_WAITING) {
            waiting.remove();
        }
        waiting.add(new Waiting(at, report));
    }

    /** One at a time, so that they are stored in their order. */
    private void record() {
        var last = underWay;
        if (last != null && !last.isDone()) {
            return;
        }
        if (last != null && !last.isCompletedExceptionally()) {
            waiting.removeFirstOccurrence(sent);
        }
        var next = waiting.peek();
        sent = next;
        underWay = next == null ? null : sink.record(next.at(), next.report());
    }
}
