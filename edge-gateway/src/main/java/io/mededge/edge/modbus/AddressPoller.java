package io.mededge.edge.modbus;

import io.mededge.edge.fault.Backoff;
import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One address in the poll loop: all its units over one connection, one request at a time, each in its own schedule. */
final class AddressPoller implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AddressPoller.class);
    /** Requests beside the polls that may wait; more are refused at once. */
    static final int MAX_ERRANDS = 16;
    /** Failures of the address, not of one unit: the others need not try before the pause is over. */
    private static final Set<FaultCode> OF_THE_ADDRESS = Set.of(FaultCode.MODBUS_CONNECT_FAILED);

    private final List<DevicePoll> devices;
    private final MachineConnection connection;
    private final Backoff backoff;
    private final PollStatistics statistics;
    private final Faults faults;
    private final ArrayDeque<Errand> errands = new ArrayDeque<>();
    private @Nullable Errand underWay;
    private @Nullable DevicePoll polling;
    private long pollStartedNanos;
    private long retryNanos;
    private boolean unreachable;

    /** A single request beside the polls. @param untilNanos not sent after that, as {@link System#nanoTime()} counts */
    record Errand(int unit, Request request, Duration timeout, long untilNanos, CompletableFuture<Answer> answer) {}

    AddressPoller(
            List<DevicePoll> devices,
            MachineConnection connection,
            Backoff backoff,
            PollStatistics statistics,
            Faults faults) {
        this.devices = devices;
        this.connection = connection;
        this.backoff = backoff;
        this.statistics = statistics;
        this.faults = faults;
    }

    /** Sends a request between two polls, before those that are due. Its future fails with {@link IllegalStateException} when it was not sent. */
    void send(Errand errand) {
        if (errands.size() == MAX_ERRANDS) {
            errand.answer().completeExceptionally(new IllegalStateException("too many requests wait for this address"));
        } else {
            errands.add(errand);
        }
    }

    /** Nanoseconds until {@link #wake} has something to do; not positive when it has now. */
    long delayNanos(long nowNanos) {
        var delay = connection.delayNanos(nowNanos);
        if (polling != null || connection.busy()) {
            return delay;
        }
        if (!errands.isEmpty()) {
            return 0;
        }
        for (var device : devices) {
            delay = Math.min(delay, device.dueNanos() - nowNanos);
        }
        return delay;
    }

    void wake(long nowNanos) {
        connection.tick(nowNanos);
        if (polling != null || connection.busy()) {
            return;
        }
        var errand = errands.poll();
        if (errand != null) {
            run(errand, nowNanos);
            return;
        }
        @Nullable DevicePoll next = null;
        for (var device : devices) {
            if (next == null || device.dueNanos() - next.dueNanos() < 0) {
                next = device;
            }
        }
        if (next != null && next.dueNanos() - nowNanos <= 0) {
            start(next, nowNanos);
        }
    }

    private void run(Errand errand, long nowNanos) {
        if (errand.untilNanos() - nowNanos < 0) {
            errand.answer().completeExceptionally(new IllegalStateException("the address was not free in time"));
            return;
        }
        underWay = errand;
        connection.ask(errand.unit(), errand.request(), errand.timeout(), answer -> {
            underWay = null;
            errand.answer().complete(answer);
        });
    }

    private void start(DevicePoll device, long nowNanos) {
        var skipped = device.advance(nowNanos);
        if (skipped > 0) {
            statistics.missed(skipped);
            faults.count(FaultCode.POLL_DEADLINE_MISSED, skipped);
        }
        if (device.resting(nowNanos) || (unreachable && nowNanos - retryNanos < 0)) {
            return;
        }
        polling = device;
        pollStartedNanos = nowNanos;
        try {
            device.start(connection, this::ended);
        } catch (RuntimeException broken) {
            broken(broken);
        }
    }

    private void ended(@Nullable Throwable accident, @Nullable FaultCode fault) {
        if (accident != null) {
            broken(accident);
            return;
        }
        polling = null;
        unreachable = fault != null && OF_THE_ADDRESS.contains(fault);
        if (unreachable) {
            retryNanos = System.nanoTime() + backoff.next().toNanos();
        } else {
            backoff.reset();
        }
        statistics.polled(System.nanoTime() - pollStartedNanos, fault == null);
    }

    /** One device's accident must not end the polling of its neighbours. */
    private void broken(Throwable accident) {
        LOG.error("a poll ended in an accident", accident);
        polling = null;
        connection.close();
        statistics.polled(System.nanoTime() - pollStartedNanos, false);
    }

    @Override
    public void close() {
        connection.close();
        if (underWay != null) {
            underWay.answer()
                    .complete(
                            new Answer.Failed(FaultCode.MODBUS_DISCONNECTED, "the gateway stopped before the answer"));
        }
        errands.forEach(
                errand -> errand.answer().completeExceptionally(new IllegalStateException("the gateway is stopping")));
        errands.clear();
    }
}
