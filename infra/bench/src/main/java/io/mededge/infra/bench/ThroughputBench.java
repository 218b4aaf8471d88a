package io.mededge.infra.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The gateway alone between 50 Modbus TCP machines of 20 registers and Debian's mosquitto, the journal on: a ladder of poll periods, each for some seconds,
 * once with batches and once with a message for each poll. A step is sustained when at least 95 % of the points that its period asks for have arrived, none
 * of them late over the journal's backlog.
 *
 * <p>The age of a value is from the machine's answer to the subscriber's receiver; the wait for the next poll is not in it.
 */
final class ThroughputBench {
    private static final int MACHINES = 50;
    private static final List<Integer> PERIODS_MILLIS = List.of(1_000, 100, 50, 20, 10, 5);
    private static final int BATCH = 10;
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration SPAN = Duration.ofSeconds(10);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final double SUSTAINED = 0.95;
    private static final int LATENCY_RATE = 20_000;

    /** Bars: points/s, CPU µs per point, p99 at {@link #LATENCY_RATE} in ms, resident MiB. */
    private static final Bars BATCHED = new Bars(200_000, 3, 50, 250);

    private static final Bars SINGLE = new Bars(50_000, 6, 50, 250);

    private final Path folder;
    private final PrintStream out;

    private record Bars(double pointsPerSecond, double cpuMicros, double p99Millis, double residentMib) {}

    /** @param share arrived of asked for */
    private record Step(
            int periodMillis,
            double asked,
            double arrived,
            double cpuMicros,
            double p50,
            double p99,
            double residentMib,
            long missing,
            long disorder) {
        static final String HEADER =
                "  period      asked/s    arrived/s   share  CPU µs/pt    p50 ms    p99 ms  RSS MiB missing disorder";

        boolean isSustained() {
            return arrived >= SUSTAINED * asked && missing == 0;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%5d ms %,12.0f %,12.0f %7.3f %10.2f %9.1f %9.1f %8.0f %7d %8d",
                    periodMillis,
                    asked,
                    arrived,
                    arrived / asked,
                    cpuMicros,
                    p50,
                    p99,
                    residentMib,
                    missing,
                    disorder);
        }
    }

    ThroughputBench(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    boolean run() throws IOException, InterruptedException {
        out.printf(
                "%d machines of %d registers, mosquitto, journal with synchronous FULL%n",
                MACHINES, CountingMachines.REGISTERS);
        return ladder("up to " + BATCH + " polls of a machine in a message", BATCH, BATCHED)
                & ladder("a message for each poll", 1, SINGLE);
    }

    private boolean ladder(String title, int batch, Bars bars) throws IOException, InterruptedException {
        out.printf("%n%s%n%s%n", title, Step.HEADER);
        var steps = new ArrayList<Step>();
        for (var period : PERIODS_MILLIS) {
            var step = step(period, batch);
            out.println(step);
            steps.add(step);
            if (!step.isSustained()) {
                break;
            }
        }
        return holds(steps, bars);
    }

    private boolean holds(List<Step> steps, Bars bars) {
        var best = steps.stream().filter(Step::isSustained).reduce((slower, faster) -> faster);
        var p99 = steps.stream()
                .filter(step -> step.asked() == LATENCY_RATE)
                .mapToDouble(Step::p99)
                .findFirst()
                .orElse(Double.NaN);
        var resident = steps.stream().mapToDouble(Step::residentMib).max().orElse(Double.NaN);
        var rate = best.map(Step::arrived).orElse(0.0);
        var cpu = best.map(Step::cpuMicros).orElse(Double.NaN);
        ratio("sustained, points/s (more is better)", rate, bars.pointsPerSecond());
        ratio("CPU there, µs per point", cpu, bars.cpuMicros());
        ratio("p99 at %,d points/s, ms".formatted(LATENCY_RATE), p99, bars.p99Millis());
        ratio("memory, MiB", resident, bars.residentMib());
        return rate >= SUSTAINED * bars.pointsPerSecond()
                && cpu <= bars.cpuMicros()
                && p99 <= bars.p99Millis()
                && resident <= bars.residentMib();
    }

    private void ratio(String what, double value, double bar) {
        out.printf(Locale.ROOT, "%-40s %,12.2f = %.2f of the bar%n", what, value, value / bar);
    }

    private Step step(int periodMillis, int batch) throws IOException, InterruptedException {
        var place = folder.resolve("batch-" + batch + "-period-" + periodMillis);
        try (var machines = new CountingMachines(MACHINES);
                var broker = new Mosquitto(place)) {
            var tally = new SampleTally(machines);
            var load = new LoneGateway.Load(
                    machines.ports(),
                    Duration.ofMillis(periodMillis),
                    LoneGateway.Profile.PLAIN,
                    LoneGateway.Load.plain(broker.port(), batch));
            try (var tap = new MqttTap(broker.port(), "devices/+/+/+/telemetry", tally);
                    var gateway = new LoneGateway(place, load)) {
                awaitAll(tally, gateway);
                Thread.sleep(WARM_UP.toMillis());
                var cpuBefore = ProcessUsage.of(gateway.pid()).cpuMillis();
                var begun = System.nanoTime();
                tally.begin();
                Thread.sleep(SPAN.toMillis());
                var result = tally.result();
                var seconds = (System.nanoTime() - begun) / 1e9;
                var usage = ProcessUsage.of(gateway.pid());
                tap.check();
                var ages = new Distribution(result.agesMillis());
                return new Step(
                        periodMillis,
                        MACHINES * CountingMachines.REGISTERS * 1_000.0 / periodMillis,
                        result.points() / seconds,
                        (usage.cpuMillis() - cpuBefore) * 1_000.0 / result.points(),
                        ages.percentile(50),
                        ages.percentile(99),
                        usage.residentMib(),
                        result.missing(),
                        result.disorder());
            }
        }
    }

    private static void awaitAll(SampleTally tally, LoneGateway gateway) throws IOException, InterruptedException {
        var giveUp = System.nanoTime() + START_LIMIT.toNanos();
        while (tally.result().machines() < MACHINES) {
            if (System.nanoTime() - giveUp > 0) {
                throw new IOException(tally.result().machines() + " of " + MACHINES + " machines were heard of within "
                        + START_LIMIT + "\n" + gateway.lastLines());
            }
            Thread.sleep(200);
        }
    }
}
