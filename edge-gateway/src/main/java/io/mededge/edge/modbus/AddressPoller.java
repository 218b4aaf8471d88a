package io.mededge.edge.modbus;

import io.mededge.edge.fault.Backoff;
import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The loop of one address: all its units over one connection, one request at a time, each in its own schedule. */
final class AddressPoller implements Runnable {
    private static final Logger LOG = Logger.getLogger(AddressPoller.class);
    /** Failures of the address, not of one unit: the others need not try before the pause is over. */
    private static final Set<FaultCode> OF_THE_ADDRESS = Set.of(FaultCode.MODBUS_CONNECT_FAILED);

    private final List<DevicePoll> devices;
    private final MachineConnection connection;
    private final Backoff backoff;
    private final PollStatistics statistics;
    private final Faults faults;
    private long retryNanos;
    private boolean unreachable;

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

    /** Until interrupted. */
    @Override
    public void run() {
        try (connection) {
            while (!Thread.currentThread().isInterrupted()) {
                var next = devices.stream()
                        .min(Comparator.comparingLong(DevicePoll::dueNanos))
                        .orElseThrow();
                TimeUnit.NANOSECONDS.sleep(next.dueNanos() - System.nanoTime());
                pollOnce(next);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void pollOnce(DevicePoll device) {
        var started = System.nanoTime();
        var skipped = device.advance(started);
        if (skipped > 0) {
            statistics.missed(skipped);
            faults.count(FaultCode.POLL_DEADLINE_MISSED, skipped);
        }
        if (device.resting(started) || (unreachable && started - retryNanos < 0)) {
            return;
        }
        try {
            var failed = device.poll(connection);
            unreachable = failed.map(failure -> OF_THE_ADDRESS.contains(failure.fault()))
                    .orElse(false);
            if (unreachable) {
                retryNanos = System.nanoTime() + backoff.next().toNanos();
            } else {
                backoff.reset();
            }
            statistics.polled(System.nanoTime() - started, failed.isEmpty());
        } catch (RuntimeException broken) {
            // one device's accident must not end the polling of its neighbours
            LOG.error("a poll ended in an accident", broken);
            connection.close();
            statistics.polled(System.nanoTime() - started, false);
        }
    }
}
