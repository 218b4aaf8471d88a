package io.mededge.edge.modbus;

import io.mededge.edge.TestConfig;
import io.mededge.edge.fault.Backoff;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.MachineAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One address without schedules: a test asks and waits for the answer. */
record Line(PollLoop loop, AddressPoller poller) implements AutoCloseable {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    static Line to(MachineAddress address) throws IOException {
        return to(address, TestConfig.of(Map.of()).modbus().tls());
    }

    static Line to(MachineAddress address, ModbusConfig.Tls tls) throws IOException {
        var loop = new PollLoop();
        var connection = new MachineConnection(
                address,
                CONNECT_TIMEOUT,
                loop,
                listener -> ModbusPoller.dial(address, loop, CONNECT_TIMEOUT, tls, listener));
        var backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1));
        var poller = new AddressPoller(List.of(), connection, backoff, new PollStatistics(List.of()), new Faults());
        loop.add(poller);
        loop.start();
        return new Line(loop, poller);
    }

    Answer read(int unit, Block block, Duration timeout) {
        return ask(unit, new Request.Read(block), timeout);
    }

    Answer ask(int unit, Request request, Duration timeout) {
        var answer = new CompletableFuture<Answer>();
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        loop.execute(() -> poller.send(new AddressPoller.Errand(unit, request, timeout, until, answer)));
        return answer.orTimeout(40, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        loop.close();
    }
}
