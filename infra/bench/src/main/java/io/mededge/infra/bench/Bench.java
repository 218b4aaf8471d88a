package io.mededge.infra.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code ./mededge bench [NAME] [--long] [--data DIR]}: runs one benchmark, most of them against the running stack, or lists them. */
public final class Bench {
    private record Entry(String name, String purpose, Benchmark benchmark) {}

    @FunctionalInterface
    private interface Benchmark {
        /**
         * Returns whether every figure is within its limit.
         *
         * @param data folder of the running stack; null for the default
         * @param isLong whether to take all the time that the whole figure needs
         */
        boolean run(@Nullable Path data, boolean isLong, PrintStream out) throws Exception;
    }

    private static final List<Entry> ALL = List.of(
            new Entry(
                    "latency",
                    "register write → visible in FHIR, 200 changes while every station is polled; limit 1 s, after the"
                            + " poll 250 ms",
                    (data, isLong, out) -> new LatencyBench(Stack.running(data), out).run(200)),
            new Entry(
                    "footprint",
                    "memory and CPU of every process over 30 s of steady polling; limit 4 GiB together, gateway 300"
                            + " MiB",
                    (data, isLong, out) -> new FootprintBench(Stack.running(data), out).run()),
            new Entry(
                    "throughput",
                    "the gateway alone between 50 Modbus servers and mosquitto: points/s, CPU per point, p99, memory"
                            + " (7 min; starts what it needs)",
                    (data, isLong, out) -> new ThroughputBench(scratch("throughput"), out).run()),
            new Entry(
                    "outage",
                    "the broker away for a minute at 10,000 points/s, the gateway killed in the middle: every number once and in order (2 min; starts what it needs)",
                    (data, isLong, out) -> new OutageBench(scratch("outage"), out).run()),
            new Entry(
                    "drain",
                    "a backlog drains beside 52 machines polled twice a second, then over 64 kbit/s: ≥ 10 × the live rate, p99 of what is new ≤ 2 × of without, alarms ≤ 1 s (6 min; --long: 27 million polls; starts what it needs)",
                    (data, isLong, out) -> new DrainBench(scratch("drain"), isLong, out).run()),
            new Entry(
                    "decode",
                    "registers → readings, time per point; needs no stack; limit 150 ns, a twentieth of the gateway's"
                            + " 3 µs",
                    (data, isLong, out) -> DecodeBench.run(out)),
            new Entry(
                    "modbus",
                    "the gateway alone, polling 50 servers × 20 registers every 100…5 ms; limits for polling alone"
                            + " 200,000 points/s, 1.04 µs CPU per point",
                    (data, isLong, out) -> new ModbusBench(scratch("modbus"), out).run()),
            new Entry(
                    "journal",
                    "bytes, CPU and time of the gateway's journal for 60 min of 52 simulated machines; needs no stack; limit 29 bytes a poll",
                    (data, isLong, out) -> new JournalBench(out).run()));

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        if (arguments.length == 0) {
            ALL.forEach(entry -> out.printf("%-12s %s%n", entry.name(), entry.purpose()));
            return;
        }
        var entry =
                ALL.stream().filter(known -> known.name().equals(arguments[0])).findFirst();
        if (entry.isEmpty()) {
            System.err.println("There is no benchmark '" + arguments[0] + "'. Without a name, bench prints the list.");
            System.exit(2);
        }
        var options = List.of(arguments);
        var at = options.indexOf("--data");
        var data = at > 0 && at + 1 < options.size() ? Path.of(options.get(at + 1)) : null;
        var within = entry.get().benchmark().run(data, options.contains("--long"), out);
        System.exit(within ? 0 : 1);
    }

    /** An empty folder below {@code target}, on the disk that the project is on. */
    private static Path scratch(String name) throws IOException {
        var folder = Path.of(System.getProperty("mededge.project", ""), "target", "bench", name)
                .toAbsolutePath();
        if (Files.exists(folder)) {
            try (var old = Files.walk(folder)) {
                for (var file : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }
}
