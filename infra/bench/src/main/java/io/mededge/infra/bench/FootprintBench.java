package io.mededge.infra.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Memory and CPU of every process while the stations are polled. */
final class FootprintBench {
    private static final Duration SPAN = Duration.ofSeconds(30);
    private static final double TOTAL_LIMIT_MIB = 4096;
    private static final double GATEWAY_LIMIT_MIB = 300;

    private final Stack stack;
    private final PrintStream out;

    FootprintBench(Stack stack, PrintStream out) {
        this.stack = stack;
        this.out = out;
    }

    boolean run() throws IOException, InterruptedException {
        Map<Stack.Running, ProcessUsage> before = new LinkedHashMap<>();
        for (var process : stack.processes()) {
            before.put(process, ProcessUsage.of(process.pid()));
        }
        Thread.sleep(SPAN.toMillis());
        var total = 0.0;
        var gateway = 0.0;
        out.printf("%-24s %10s %10s %12s%n", "process", "RSS MiB", "PSS MiB", "CPU % core");
        for (var entry : before.entrySet()) {
            var process = entry.getKey();
            var after = ProcessUsage.of(process.pid());
            var resident = residentMib(process.pid());
            total += Math.max(after.residentMib(), resident);
            gateway = process.name().startsWith("edge-gateway") ? Math.max(gateway, resident) : gateway;
            out.printf(
                    "%-24s %10.0f %10.0f %12.1f%n",
                    process.name(),
                    resident,
                    after.residentMib(),
                    100.0 * (after.cpuMillis() - entry.getValue().cpuMillis()) / SPAN.toMillis());
        }
        out.printf("together %.0f MiB = %.2f of the limit%n", total, total / TOTAL_LIMIT_MIB);
        out.printf("gateway  %.0f MiB = %.2f of the limit%n", gateway, gateway / GATEWAY_LIMIT_MIB);
        return total <= TOTAL_LIMIT_MIB && gateway <= GATEWAY_LIMIT_MIB;
    }

    private static double residentMib(long pid) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("no VmRSS of process " + pid);
    }
}
