package io.mededge.infra.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The broker is away for a minute at 10,000 points/s, and in the middle of it the gateway is killed with -9 and started again. Afterwards a consumer that
 * keeps each (machine, sequence) once must have every number that a machine gave, once and in order. What a machine had answered and the journal had not
 * yet confirmed when the gateway was killed was nobody's record: it is counted apart, and lies at the kill.
 */
final class OutageBench {
    private static final int MACHINES = 50;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BEFORE = Duration.ofSeconds(10);
    private static final Duration HALF_OUTAGE = Duration.ofSeconds(30);
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(120);
    /** What a machine can have answered without the journal having confirmed it: the poll in flight and, on a busy disk, half a second of group commits. */
    private static final int MAX_IN_FLIGHT = 5;

    private final Path folder;
    private final PrintStream out;

    OutageBench(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    boolean run() throws IOException, InterruptedException {
        var records = new Records();
        try (var machines = new CountingMachines(MACHINES)) {
            Mosquitto broker = new Mosquitto(folder);
            var port = broker.port();
            var load = new LoneGateway.Load(machines.ports(), port, POLL, 10);
            LoneGateway gateway = null;
            try {
                var tap = new MqttTap(port, "devices/+/+/+/telemetry", records);
                gateway = new LoneGateway(folder, load);
                awaitMachines(records, gateway);
                Thread.sleep(BEFORE.toMillis());
                out.println("the broker goes away");
                tap.close();
                broker.close();
                Thread.sleep(HALF_OUTAGE.toMillis());
                var atKill = machines.reads();
                gateway.kill();
                out.println("the gateway was killed");
                gateway.close();
                gateway = new LoneGateway(folder, load);
                var restarted = awaitReads(machines, atKill, gateway);
                out.printf("it polls all machines again after %.1f s%n", restarted / 1e9);
                Thread.sleep(Math.max(0, HALF_OUTAGE.toMillis() - restarted / 1_000_000));
                broker = new Mosquitto(folder, port);
                out.println("the broker is back");
                try (var again = new MqttTap(port, "devices/+/+/+/telemetry", records)) {
                    Thread.sleep(AFTER.toMillis());
                    var upTo = machines.reads();
                    var drained = awaitNumbers(records, upTo);
                    again.check();
                    return report(records, atKill, upTo, drained);
                }
            } finally {
                if (gateway != null) {
                    gateway.close();
                }
                broker.close();
            }
        }
    }

    private boolean report(Records records, long[] atKill, long[] upTo, double drainedSeconds) {
        var missing = 0L;
        var inFlight = 0L;
        var disorder = 0L;
        var present = 0L;
        for (var machine = 0; machine < MACHINES; machine++) {
            var numbers = records.inSequence("m-" + machine);
            var last = 0L;
            for (var number : numbers.values()) {
                for (var lost = last + 1; last > 0 && lost < number; lost++) {
                    var atTheKill = Math.abs(lost - atKill[machine]) <= MAX_IN_FLIGHT;
                    inFlight += atTheKill ? 1 : 0;
                    missing += atTheKill ? 0 : 1;
                }
                disorder += number <= last ? 1 : 0;
                last = number;
                present++;
            }
            missing += Math.max(0, upTo[machine] - last);
        }
        out.printf(
                "%,d records of %d machines; missing %d, twice or out of order %d; unconfirmed at the kill %d; sent more than once %,d; drained %.1f s after the broker's return%n",
                present, MACHINES, missing, disorder, inFlight, records.repeats(), drainedSeconds);
        return missing == 0 && disorder == 0;
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
        private final SampleReader reader = new SampleReader(this::keep);
        private long repeats;

        @Override
        public synchronized void received(byte[] buffer, int offset, int length) {
            try {
                reader.read(buffer, offset, length);
            } catch (IOException notOurs) {
                throw new IllegalStateException("a message that is not of the schema", notOurs);
            }
        }

        private void keep(String device, long sequence, long number, long micros, int points) {
            var before = bySequence
                    .computeIfAbsent(device, unseen -> new TreeMap<>())
                    .putIfAbsent(sequence, number);
            repeats += before == null ? 0 : 1;
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

        /** Whether the sequences have no hole but those of records without samples, up to these numbers. */
        synchronized boolean holdsAll(long[] upTo) {
            for (var machine = 0; machine < upTo.length; machine++) {
                var kept = bySequence.get("m-" + machine);
                if (kept == null || kept.lastEntry().getValue() < upTo[machine]) {
                    return false;
                }
                // gap records have a sequence and no sample; there are a few, at the outage of the gateway
                var span = kept.lastKey() - kept.firstKey() + 1;
                if (span - kept.size() > MAX_GAP_RECORDS) {
                    return false;
                }
            }
            return true;
        }

        private static final int MAX_GAP_RECORDS = 4;
    }
}
