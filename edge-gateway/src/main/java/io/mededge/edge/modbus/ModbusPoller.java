package io.mededge.edge.modbus;

import io.mededge.edge.fault.Backoff;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Polls every device of the facility: one thread and one connection per Modbus address, each device in a fixed schedule with a random phase. */
public final class ModbusPoller implements AutoCloseable {
    private static final long STACK_BYTES = 192 * 1024;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Devices devices;
    private final ModbusConfig config;
    private final Journal journal;
    private final Faults faults;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final PollStatistics statistics = new PollStatistics();
    private final List<Thread> threads = new ArrayList<>();
    private final List<DevicePoll> polls = new ArrayList<>();

    public ModbusPoller(
            Devices devices,
            ModbusConfig config,
            Journal journal,
            Faults faults,
            InstantSource clock,
            RandomGenerator random) {
        this.devices = devices;
        this.config = config;
        this.journal = journal;
        this.faults = faults;
        this.clock = clock;
        this.random = random;
    }

    /** @throws IOException if the journal cannot be read */
    public synchronized void start() throws IOException {
        recordStandstill();
        Map<Device.Address, List<DevicePoll>> byAddress = new LinkedHashMap<>();
        var now = System.nanoTime();
        for (var device : devices.all()) {
            var phase = random.nextLong(device.poll().toNanos());
            var poll =
                    new DevicePoll(device, new DeviceRecorder(device, journal, faults), backoff(), clock, now + phase);
            byAddress
                    .computeIfAbsent(device.address(), unseen -> new ArrayList<>())
                    .add(poll);
        }
        byAddress.values().forEach(polls::addAll);
        byAddress.forEach((address, atAddress) -> {
            var connection = new MachineConnection(address, config.connectTimeout());
            var poller = new AddressPoller(atAddress, connection, backoff(), statistics, faults);
            threads.add(new Thread(null, poller, "poll " + address, STACK_BYTES));
        });
        threads.forEach(Thread::start);
    }

    /** Polls a device with its changed profile from its next poll on. A device that is not polled is of no interest. */
    public synchronized void replace(Device changed) {
        polls.stream().filter(poll -> poll.device().id().equals(changed.id())).forEach(poll -> poll.replace(changed));
    }

    /** While the gateway was not running, nothing was polled: that is a gap like any other. */
    private void recordStandstill() throws IOException {
        var streams = journal.streams();
        var stopped = streams.stream()
                .map(Journal.StreamStatus::lastAt)
                .max(Instant::compareTo)
                .orElse(Instant.MAX);
        var now = clock.instant();
        if (!stopped.isBefore(now)) {
            return;
        }
        for (var stream : streams) {
            var device = stream.key().device();
            if (stream.key().streamClass() == StreamClass.TELEMETRY
                    && devices.find(device).isPresent()) {
                var unused =
                        journal.append(device, StreamClass.TELEMETRY, stopped, new Gap(FaultCode.GATEWAY_STOPPED, now));
            }
        }
    }

    private Backoff backoff() {
        return new Backoff(config.retryFirst(), config.retryMax(), random);
    }

    /** Whether every address is being polled. */
    public synchronized boolean running() {
        return threads.stream().allMatch(Thread::isAlive);
    }

    public PollStatistics statistics() {
        return statistics;
    }

    /** Stops after the polls under way, at the latest when they time out. */
    @Override
    public synchronized void close() {
        threads.forEach(Thread::interrupt);
        var deadline = System.nanoTime() + CLOSE_WITHIN.toNanos();
        for (var thread : threads) {
            try {
                thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
