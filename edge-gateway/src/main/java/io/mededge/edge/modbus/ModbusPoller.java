package io.mededge.edge.modbus;

import io.mededge.edge.fault.Backoff;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.edge.profile.MachineAddress;
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
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Polls every device of the facility: one connection per Modbus address, all of them in one thread, each device in a fixed schedule with a random phase. Only
 * serial ports and TLS connections have a thread more, which reads them.
 */
public final class ModbusPoller implements AutoCloseable {
    private final Devices devices;
    private final ModbusConfig config;
    private final Journal journal;
    private final Faults faults;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final PollStatistics statistics;
    private final Map<MachineAddress, AddressPoller> pollers = new LinkedHashMap<>();
    private final List<DevicePoll> polls = new ArrayList<>();
    private @Nullable PollLoop loop;

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
        this.statistics = new PollStatistics(devices.all().stream()
                .filter(ModbusPoller::isPolled)
                .flatMap(device -> device.profile().groups().keySet().stream())
                .collect(Collectors.toSet()));
    }

    /** @throws IOException if the journal cannot be read */
    public synchronized void start() throws IOException {
        recordStandstill();
        var started = new PollLoop();
        loop = started;
        Map<MachineAddress, List<DevicePoll>> byAddress = new LinkedHashMap<>();
        var now = System.nanoTime();
        for (var device : devices.all().stream().filter(ModbusPoller::isPolled).toList()) {
            var phase = random.nextLong(device.poll().toNanos());
            var recorder = new DeviceRecorder(device, journal, faults);
            var poll = new DevicePoll(device, recorder, backoff(), clock, statistics, now + phase);
            byAddress
                    .computeIfAbsent(device.address(), unseen -> new ArrayList<>())
                    .add(poll);
        }
        byAddress.values().forEach(polls::addAll);
        byAddress.forEach((address, atAddress) -> {
            var connection = new MachineConnection(
                    address,
                    config.connectTimeout(),
                    started,
                    listener -> dial(address, started, config.connectTimeout(), config.tls(), listener));
            var poller = new AddressPoller(atAddress, connection, backoff(), statistics, faults);
            pollers.put(address, poller);
            started.add(poller);
        });
        started.start();
    }

    /** Polls a device with its changed profile from its next poll on. A device that is not polled is of no interest. */
    public synchronized void replace(Device changed) {
        polls.stream().filter(poll -> poll.device().id().equals(changed.id())).forEach(poll -> poll.replace(changed));
    }

    static Wire dial(
            MachineAddress address,
            PollLoop in,
            Duration connectTimeout,
            ModbusConfig.Tls stores,
            Wire.Listener listener) {
        if (address instanceof MachineAddress.Tcp tcp) {
            return new SocketWire(in, tcp.host(), tcp.port(), listener);
        }
        if (address instanceof MachineAddress.RtuOverTcp tcp) {
            return new SocketWire(in, tcp.host(), tcp.port(), listener);
        }
        if (address instanceof MachineAddress.Serial serial) {
            return new StreamWire(in, serial.port(), () -> SerialStream.open(serial), listener);
        }
        var tls = (MachineAddress.Tls) address;
        return new StreamWire(in, tls.toString(), () -> TlsStream.open(tls, stores, connectTimeout), listener);
    }

    /** Between two polls of the device's address. Fails with {@link IllegalStateException} when it was not sent within the time. */
    synchronized CompletableFuture<Answer> send(Device device, Request request, Duration within) {
        var answer = new CompletableFuture<Answer>();
        var poller = pollers.get(device.address());
        if (loop == null || !loop.running() || poller == null) {
            answer.completeExceptionally(new IllegalStateException("the device is not polled"));
            return answer;
        }
        var until = System.nanoTime() + within.toNanos();
        var errand = new AddressPoller.Errand(device.unit(), request, device.timeout(), until, answer);
        loop.execute(() -> poller.send(errand));
        return answer;
    }

    /** What a machine says by itself is kept by the broker until this gateway has it. */
    private static boolean isPolled(Device device) {
        return !(device.address() instanceof MachineAddress.Mqtt);
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
                    && devices.find(device).filter(ModbusPoller::isPolled).isPresent()) {
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
        return loop != null && loop.running();
    }

    public PollStatistics statistics() {
        return statistics;
    }

    /** Ends the polls under way. */
    @Override
    public synchronized void close() {
        if (loop != null) {
            loop.close();
        }
    }
}
