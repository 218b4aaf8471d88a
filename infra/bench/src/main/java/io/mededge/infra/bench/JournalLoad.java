package io.mededge.infra.bench;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.JournalConfig;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes recorded polls into a journal as fast as it takes them and tells what that costs on this machine and this disk. Started as a program of its own by
 * {@code ./mededge bench journal}, and by whoever wants to know whether a disk is good enough for a gateway.
 *
 * <p>Arguments: an empty folder on the disk in question, the file of polls. The file: number of metrics, their names, polls per device and minute, number of
 * devices, minutes, then minute by minute and poll by poll for each device the time (µs since 1970) and the values, NaN for one that
 * was not recorded. Prints {@code name value} lines.
 */
final class JournalLoad {
    /** About what is under way when 52 machines answer at once. */
    private static final int MAX_UNCONFIRMED = 2_000;

    private static final Duration RESEAL_WITHIN = Duration.ofMinutes(2);

    private final Path folder;
    private volatile Instant now = Instant.EPOCH;
    private long appendNanos;
    private long appendCpuNanos;
    private long resealNanos;
    private long resealCpuNanos;
    private long polls;
    private long points;

    private JournalLoad(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(arguments[1]))))) {
            new JournalLoad(Path.of(arguments[0])).run(in);
        }
    }

    private void run(DataInputStream in)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        var metrics = new ArrayList<MetricId>();
        for (var left = in.readInt(); left > 0; left--) {
            metrics.add(new MetricId(in.readUTF()));
        }
        var pollsPerMinute = in.readInt();
        var devices = in.readInt();
        var minutes = in.readInt();
        for (var minute = 0; minute < minutes; minute++) {
            // what an earlier run has left is written again at once: so each minute ends as it does in a long outage
            try (var journal = open()) {
                resealed(journal);
                append(journal, in, metrics, pollsPerMinute * devices, devices);
            }
        }
        long used;
        try (var journal = open()) {
            resealed(journal);
            used = journal.usedBytes();
        }
        print("polls", polls);
        print("bytes-per-poll", (double) used / polls);
        print("append-cpu-micros-per-point", appendCpuNanos / 1e3 / points);
        print("append-records-per-second", polls / (appendNanos / 1e9));
        print("reseal-records-per-second", polls / (resealNanos / 1e9));
        print("reseal-cpu-micros-per-point", resealCpuNanos / 1e3 / points);
    }

    private Journal open() throws IOException {
        return Journal.open(
                folder, Place.of("bench", "bench"), new DeviceId("bench"), new Defaults(), () -> now, new Faults());
    }

    private void append(Journal journal, DataInputStream in, List<MetricId> metrics, int count, int devices)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        var samples = new ArrayList<Sample>(count);
        var times = new long[count];
        for (var i = 0; i < count; i++) {
            times[i] = in.readLong();
            var readings = new ArrayList<Sample.Reading>(metrics.size());
            for (var metric : metrics) {
                var value = in.readDouble();
                if (!Double.isNaN(value)) {
                    readings.add(new Sample.Reading(metric, value, Quality.GOOD));
                }
            }
            points += readings.size();
            samples.add(new Sample(readings));
        }
        var room = new Semaphore(MAX_UNCONFIRMED);
        var startCpu = cpuNanos();
        var start = System.nanoTime();
        CompletableFuture<?> last = CompletableFuture.completedFuture(null);
        for (var i = 0; i < count; i++) {
            var at = Instant.EPOCH.plus(times[i], ChronoUnit.MICROS);
            // a machine answers within milliseconds, and never after the same number of microseconds
            now = at.plusNanos(2_000_000 + (times[i] * 0x9E3779B97F4A7C15L >>> 44) * 1_000);
            room.acquire();
            last = journal.append(new DeviceId("hd-" + i % devices), StreamClass.TELEMETRY, at, samples.get(i))
                    .whenComplete((entry, refused) -> room.release());
        }
        last.get(60, TimeUnit.SECONDS);
        appendNanos += System.nanoTime() - start;
        appendCpuNanos += cpuNanos() - startCpu;
        polls += count;
    }

    private void resealed(Journal journal) throws InterruptedException, TimeoutException {
        var startCpu = cpuNanos();
        var start = System.nanoTime();
        while (journal.hotBytes() > 0) {
            if (System.nanoTime() - start > RESEAL_WITHIN.toNanos()) {
                throw new TimeoutException("blocks were not written again within " + RESEAL_WITHIN);
            }
            Thread.sleep(5);
        }
        resealNanos += System.nanoTime() - start;
        resealCpuNanos += cpuNanos() - startCpu;
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    private static void print(String name, double value) {
        System.out.println(name + " " + value);
    }

    record Defaults() implements JournalConfig {
        @Override
        public long maxBytes() {
            return 10L << 30;
        }

        @Override
        public int queue() {
            return 10_000;
        }

        @Override
        public Duration linger() {
            return Duration.ofMillis(5);
        }

        @Override
        public int group() {
            return 500;
        }

        @Override
        public long checkBytes() {
            return 256L << 20;
        }

        @Override
        public long reserveBytes() {
            return 32L << 20;
        }

        @Override
        public Duration retainAcknowledged() {
            return Duration.ZERO;
        }
    }
}
