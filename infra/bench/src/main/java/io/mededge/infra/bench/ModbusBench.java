package io.mededge.infra.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The gateway by itself against 50 Modbus servers of 20 registers on a ladder of poll periods. Once polling alone, by a profile of episodic measurements
 * that never come, so that nothing is decoded and stored; once with every sample decoded and in the journal. Nothing is sent.
 */
final class ModbusBench {
    private static final int SERVERS = 50;
    private static final List<Integer> PERIODS_MILLIS = List.of(100, 20, 10, 5);
    private static final double LIMIT_POINTS_PER_SECOND = 200_000;
    /** Of the limit of 3 µs for the whole gateway what polling alone may take: as much as the library's own client did. */
    private static final double LIMIT_CPU_MICROS = 1.04;

    private static final double DELIVERED = 0.95;
    private static final long WARM_UP_MILLIS = 8_000;
    private static final long WINDOW_MILLIS = 10_000;

    private record Figures(double pointsPerSecond, double share, double cpuMicros, double serverMicros, double mib) {}

    private final Path folder;
    private final PrintStream out;

    ModbusBench(Path folder, PrintStream out) {
        this.folder = folder;
        this.out = out;
    }

    boolean run() throws IOException, InterruptedException {
        out.printf(
                "%d servers × %d registers; CPU of the whole gateway process%n", SERVERS, CountingMachines.REGISTERS);
        var alone = ladder("polling alone", LoneGateway.Profile.SILENT);
        ladder("decoded and journaled", LoneGateway.Profile.PLAIN);
        out.printf(
                "polling alone at %d ms: %.2f of the limit of points, %.2f of the limit of CPU%n",
                PERIODS_MILLIS.get(PERIODS_MILLIS.size() - 1),
                alone.pointsPerSecond() / LIMIT_POINTS_PER_SECOND,
                alone.cpuMicros() / LIMIT_CPU_MICROS);
        return alone.pointsPerSecond() >= DELIVERED * LIMIT_POINTS_PER_SECOND && alone.cpuMicros() <= LIMIT_CPU_MICROS;
    }

    /** The figures of the last rung. */
    private Figures ladder(String name, LoneGateway.Profile profile) throws IOException, InterruptedException {
        out.println(name);
        out.println("  period   points/s  of planned  CPU µs/point  servers' CPU µs/point  MiB");
        Figures last = null;
        for (var period : PERIODS_MILLIS) {
            last = measure(period, profile);
            out.printf(
                    "  %3d ms %10.0f  %9.1f%%  %12.2f  %21.2f  %3.0f%n",
                    period,
                    last.pointsPerSecond(),
                    100 * last.share(),
                    last.cpuMicros(),
                    last.serverMicros(),
                    last.mib());
        }
        return Objects.requireNonNull(last);
    }

    private Figures measure(int periodMillis, LoneGateway.Profile profile) throws IOException, InterruptedException {
        var place = folder.resolve(profile + "-" + periodMillis);
        try (var machines = new CountingMachines(SERVERS);
                var gateway = new LoneGateway(
                        place,
                        new LoneGateway.Load(
                                machines.ports(),
                                Duration.ofMillis(periodMillis),
                                profile,
                                LoneGateway.Load.NOTHING_IS_SENT))) {
            gateway.awaitReady();
            Thread.sleep(WARM_UP_MILLIS);
            return window(gateway, machines, periodMillis);
        }
    }

    private static Figures window(LoneGateway gateway, CountingMachines servers, int periodMillis)
            throws IOException, InterruptedException {
        var usage = ProcessUsage.of(gateway.pid());
        var requests = Arrays.stream(servers.reads()).sum();
        var serverNanos = servers.cpuNanos();
        var started = System.nanoTime();
        Thread.sleep(WINDOW_MILLIS);
        var points = (Arrays.stream(servers.reads()).sum() - requests) * (double) CountingMachines.REGISTERS;
        var seconds = (System.nanoTime() - started) / 1e9;
        var after = ProcessUsage.of(gateway.pid());
        var planned = 1_000.0 / periodMillis * SERVERS * CountingMachines.REGISTERS;
        return new Figures(
                points / seconds,
                points / seconds / planned,
                (after.cpuMillis() - usage.cpuMillis()) * 1e3 / points,
                (servers.cpuNanos() - serverNanos) / 1e3 / points,
                after.residentMib());
    }
}
