package io.mededge.infra.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/**
 * The broker is away for a minute at 10,000 points/s, and in the middle of it the gateway is killed with -9 and started again. Afterwards a consumer that
 * keeps each (machine, sequence) once must have every number that a machine gave, once and in order, but for those that {@link MissingNumbers} proves were
 * nobody's record yet.
 */
final class OutageBench {
    private static final int MACHINES = 50;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BEFORE = Duration.ofSeconds(10);
    private static final Duration HALF_OUTAGE = Duration.ofSeconds(30);
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(120);

    private final Path folder;
    private final PrintStream out;

    OutageBench(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    boolean run() throws IOException, InterruptedException {
        var records = new Records();
        try (var machines = new CountingMachines(MACHINES);
                var broker = new Mosquitto(folder);
                var link = new Link(broker.port(), 0);
                var tap = new MqttTap(broker.port(), "devices/+/+/+/telemetry", records)) {
            var load = new LoneGateway.Load(
                    machines.ports(), POLL, LoneGateway.Profile.PLAIN, LoneGateway.Load.plain(link.port(), 10));
            link.up();
            var deadNanos = killedInAnOutage(load, machines, records, link);
            var restarting = System.nanoTime();
            try (var gateway = new LoneGateway(folder, load)) {
                var restarted = awaitReads(machines, machines.reads(), gateway);
                out.printf("it polls all machines again after %.1f s%n", (System.nanoTime() - restarting) / 1e9);
                Thread.sleep(Math.max(0, HALF_OUTAGE.toMillis() - restarted / 1_000_000));
                link.up();
                out.println("the broker is back");
                Thread.sleep(AFTER.toMillis());
                var upTo = machines.reads();
                var drained = awaitNumbers(records, upTo);
                tap.check();
                return report(records, machines, deadNanos, upTo, drained);
            }
        }
    }

    /** Returns when the killed process was surely dead, as {@link System#nanoTime()} counts. */
    private long killedInAnOutage(LoneGateway.Load load, CountingMachines machines, Records records, Link link)
            throws IOException, InterruptedException {
        try (var gateway = new LoneGateway(folder, load)) {
            awaitMachines(records, gateway);
            Thread.sleep(BEFORE.toMillis());
            link.down();
            out.println("the broker is away");
            Thread.sleep(HALF_OUTAGE.toMillis());
            var process = gateway.process();
            var before = Arrays.stream(machines.reads()).sum();
            var killNanos = System.nanoTime();
            process.destroyForcibly();
            process.onExit().get();
            var deadNanos = System.nanoTime();
            out.printf(
                    "the gateway was killed; dead after %.1f ms, in which machines answered %d times%n",
                    (deadNanos - killNanos) / 1e6,
                    Arrays.stream(machines.reads()).sum() - before);
            return deadNanos;
        } catch (ExecutionException unlikely) {
            throw new IOException("nobody knows whether the gateway is dead", unlikely);
        }
    }

    private boolean report(
            Records records, CountingMachines machines, long deadNanos, long[] upTo, double drainedSeconds) {
        var disorder = 0L;
        var present = 0L;
        for (var machine = 0; machine < MACHINES; machine++) {
            var last = 0L;
            for (var number : records.inSequence("m-" + machine).values()) {
                disorder += number <= last ? 1 : 0;
                last = number;
                present++;
            }
        }
        var missing = new MissingNumbers(machines.answers(), deadNanos);
        for (var machine = 0; machine < MACHINES; machine++) {
            missing.has(machine, records.inSequence("m-" + machine).values());
        }
        var found = missing.upTo(upTo);
        found.forEach(out::println);
        out.printf(
                "the newest durable answer was given %.1f ms before the gateway was dead%n",
                missing.commitDelayMillis());
        var lost = found.stream()
                .filter(one -> one.why() == MissingNumbers.Why.LOST)
                .count();
        var uncommitted = found.stream()
                .filter(one -> one.why() == MissingNumbers.Why.NOT_COMMITTED_AT_THE_KILL)
                .count();
        out.printf(
                "%,d records of %d machines; lost %d, twice or out of order %d; answered but not committed at the kill %d; answered after the gateway's timeout %d; sent more than once %,d; drained %.1f s after the broker's return%n",
                present,
                MACHINES,
                lost,
                disorder,
                uncommitted,
                found.size() - lost - uncommitted,
                records.repeats(),
                drainedSeconds);
        return lost == 0 && disorder == 0 && !Double.isNaN(drainedSeconds);
    }

    private static void awaitMachines(Records records, LoneGateway gateway) throws IOException, InterruptedException {
        var giveUp = System.nanoTime() + DRAIN_LIMIT.toNanos();
        while (records.machines() < MACHINES) {
            if (System.nanoTime() - giveUp > 0) {
                throw new IOException("not all machines were heard of\n" + gateway.lastLines());
            }
            Thread.sleep(100);
        }
    }

    /** Nanoseconds until each machine was read again. */
    private static long awaitReads(CountingMachines machines, long[] before, LoneGateway gateway)
            throws IOException, InterruptedException {
        var begun = System.nanoTime();
        while (true) {
            var reads = machines.reads();
            var waiting = 0;
            for (var machine = 0; machine < reads.length; machine++) {
                waiting += reads[machine] <= before[machine] + 1 ? 1 : 0;
            }
            if (waiting == 0) {
                return System.nanoTime() - begun;
            }
            if (System.nanoTime() - begun > DRAIN_LIMIT.toNanos()) {
                throw new IOException("the gateway does not poll again\n" + gateway.lastLines());
            }
            Thread.sleep(20);
        }
    }

    /** Seconds until every machine's records reach these numbers and no more come from before; NaN if that took too long. */
    private static double awaitNumbers(Records records, long[] upTo) throws InterruptedException {
        var begun = System.nanoTime();
        while (!records.holdsAll(upTo)) {
            if (System.nanoTime() - begun > DRAIN_LIMIT.toNanos()) {
                return Double.NaN;
            }
            Thread.sleep(200);
        }
        return (System.nanoTime() - begun) / 1e9 + AFTER.toSeconds();
    }

    /** What a consumer keeps: each sequence of each machine once. */
    private static final class Records implements MqttTap.Receiver {
        private final Map<String, TreeMap<Long, Long>> bySequence = new HashMap<>();
        /** Records that say that values are missing. */
        private final Map<String, TreeMap<Long, Integer>> gaps = new HashMap<>();

        private final SampleReader reader = new SampleReader(new Keeper());
        private long repeats;

        @Override
        public synchronized void received(byte[] buffer, int offset, int length) {
            try {
                reader.read(buffer, offset, length);
            } catch (IOException notOurs) {
                throw new IllegalStateException("a message that is not of the schema", notOurs);
            }
        }

        private final class Keeper implements SampleReader.Listener {
            @Override
            public void sample(String device, long sequence, long number, long micros, int points) {
                var before = bySequence
                        .computeIfAbsent(device, unseen -> new TreeMap<>())
                        .putIfAbsent(sequence, number);
                repeats += before == null ? 0 : 1;
            }

            @Override
            public void gap(String device, long sequence, int fault) {
                gaps.computeIfAbsent(device, unseen -> new TreeMap<>()).put(sequence, fault);
            }
        }

        synchronized int machines() {
            return bySequence.size();
        }

        synchronized long repeats() {
            return repeats;
        }

        synchronized TreeMap<Long, Long> inSequence(String machine) {
            return new TreeMap<>(bySequence.getOrDefault(machine, new TreeMap<>()));
        }

        /** Whether the sequences have no hole, up to these numbers. */
        synchronized boolean holdsAll(long[] upTo) {
            for (var machine = 0; machine < upTo.length; machine++) {
                var device = "m-" + machine;
                var kept = bySequence.get(device);
                if (kept == null || kept.lastEntry().getValue() < upTo[machine]) {
                    return false;
                }
                var known = kept.size()
                        + gaps.getOrDefault(device, new TreeMap<>())
                                .headMap(kept.lastKey())
                                .size();
                if (known < kept.lastKey()) {
                    return false;
                }
            }
            return true;
        }
    }
}
