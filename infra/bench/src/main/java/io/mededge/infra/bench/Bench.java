package io.mededge.infra.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code ./mededge bench [NAME] [--data DIR]}: runs one benchmark, most of them against the running stack, or lists them. */
public final class Bench {
    private record Entry(String name, String purpose, Benchmark benchmark) {}

    @FunctionalInterface
    private interface Benchmark {
        /**
         * Returns whether every figure is within its limit.
         *
         * @param data folder of the running stack; null for the default
         */
        boolean run(@Nullable Path data, PrintStream out) throws Exception;
    }

    private static final List<Entry> ALL = List.of(
            new Entry(
                    "latency",
                    "register write → visible in FHIR, 200 changes while every station is polled; limit 1 s, after the"
                            + " poll 250 ms",
                    (data, out) -> new LatencyBench(Stack.running(data), out).run(200)),
            new Entry(
                    "footprint",
                    "memory and CPU of every process over 30 s of steady polling; limit 4 GiB together, gateway 300"
                            + " MiB",
                    (data, out) -> new FootprintBench(Stack.running(data), out).run()),
            new Entry(
                    "throughput",
                    "the gateway alone between 50 Modbus servers and mosquitto: points/s, CPU per point, p99, memory"
                            + " (7 min; starts what it needs)",
                    (data, out) -> new ThroughputBench(scratch("throughput"), out).run()),
            new Entry(
                    "outage",
                    "the broker away for a minute at 10,000 points/s, the gateway killed in the middle: every number once and in order (2 min; starts what it needs)",
                    (data, out) -> new OutageBench(scratch("outage"), out).run()),
            new Entry(
                    "decode",
                    "registers → readings, time per point; needs no stack; limit 150 ns, a twentieth of the gateway's"
                            + " 3 µs",
                    (data, out) -> DecodeBench.run(out)),
            new Entry(
                    "modbus",
                    "the gateway alone, polling 50 servers × 20 registers every 100…5 ms; limits for polling alone"
                            + " 200,000 points/s, 1.04 µs CPU per point",
                    (data, out) -> new ModbusBench(out).run()),
            new Entry(
                    "journal",
                    "bytes, CPU and time of the gateway's journal for 60 min of 52 simulated machines; needs no stack; limit 29 bytes a poll",
                    (data, out) -> new JournalBench(out).run()));

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
        var data = arguments.length == 3 && arguments[1].equals("--data") ? Path.of(arguments[2]) : null;
        var within = entry.get().benchmark().run(data, out);
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
