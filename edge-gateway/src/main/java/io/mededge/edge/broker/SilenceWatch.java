package io.mededge.edge.broker;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.profile.Device;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Records when a machine has been silent for longer than its stated period, as a poller does with one that does not answer: a gap that begins and one that has
 * ended. While the broker is away nobody knows whether the machine is silent, so nothing is said. Used by one thread.
 */
final class SilenceWatch {
    /** As on the board: a value is stale after three periods … */
    static final int PERIODS = 3;

    /** … and what a message may take from the machine to the journal. */
    static final Duration ON_ITS_WAY = Duration.ofSeconds(2);

    /** Since when it has been silent, microseconds since 1970; 0 if it is not. */
    private static final String MARK = "mqtt-silent";

    private static final long MICROS = 1_000_000;

    private final DeviceId device;
    private final Journal journal;
    private final Faults faults;
    private final Executor thread;
    private @Nullable Instant since;
    private @Nullable Instant spokenAgain;
    private Instant heardAt;
    private long heardNanos;
    private boolean appending;

    SilenceWatch(DeviceId device, Journal journal, Faults faults, Executor thread, Instant now) {
        this.device = device;
        this.journal = journal;
        this.faults = faults;
        this.thread = thread;
        this.heardAt = now;
        this.heardNanos = System.nanoTime();
        since = since(journal, device).orElse(null);
    }

    /** Since when the machine is silent, as it is durable; empty if it is not. */
    static Optional<Instant> since(Journal journal, DeviceId device) {
        var known = journal.mark(device, MARK).orElse(0);
        return known == 0
                ? Optional.empty()
                : Optional.of(
                        Instant.ofEpochSecond(Math.floorDiv(known, MICROS), Math.floorMod(known, MICROS) * 1_000));
    }

    /**
     * Values of it have come.
     *
     * @param at when they were so at the machine
     */
    void heard(Instant now, Instant at) {
        heardAt = now;
        heardNanos = System.nanoTime();
        if (since != null && spokenAgain == null) {
            spokenAgain = at;
            end();
        }
    }

    /** @param connectedNanos since when the broker has been there, as {@link System#nanoTime()} counts */
    void look(Device configured, long nowNanos, long connectedNanos) {
        if (since != null) {
            end();
            return;
        }
        var listening = nowNanos - heardNanos < nowNanos - connectedNanos ? heardNanos : connectedNanos;
        var allowed = configured.poll().multipliedBy(PERIODS).plus(ON_ITS_WAY);
        if (!appending && nowNanos - listening > allowed.toNanos()) {
            begin(heardAt);
        }
    }

    private void begin(Instant from) {
        faults.report(FaultCode.MACHINE_SILENT, device.toString());
        append(from, new Gap(FaultCode.MACHINE_SILENT, null), micros(from), () -> since = from);
    }

    private void end() {
        var from = since;
        var at = spokenAgain;
        if (from != null && at != null && !appending) {
            var until = at.isBefore(from) ? from : at;
            append(from, new Gap(FaultCode.MACHINE_SILENT, until), 0, () -> {
                since = null;
                spokenAgain = null;
            });
        }
    }

    /** What is refused is tried again at the next look. */
    private void append(Instant at, Gap gap, long mark, Runnable done) {
        appending = true;
        var item = List.of(new Journal.Item(at, gap));
        var unused = journal.append(device, StreamClass.TELEMETRY, item, MARK, mark)
                .whenCompleteAsync(
                        (entries, refused) -> {
                            appending = false;
                            if (refused == null) {
                                done.run();
                            }
                        },
                        thread);
    }

    private static long micros(Instant time) {
        return time.getEpochSecond() * MICROS + time.getNano() / 1_000;
    }
}
