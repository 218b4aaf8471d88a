package io.mededge.infra.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The gateway by itself against 50 Modbus servers of 20 registers on a ladder of poll periods. Once polling alone, by a profile of episodic measurements
 * that never come, so that nothing is decoded and stored; once with every sample decoded and in the journal. Nothing is sent.
 */
final class ModbusBench {
    private static final int SERVERS = 50;
    private static final int REGISTERS = 20;
    private static final List<Integer> PERIODS_MILLIS = List.of(100, 20, 10, 5);
    private static final double LIMIT_POINTS_PER_SECOND = 200_000;
    /** Of the limit of 3 µs for the whole gateway what polling alone may take: as much as the library's own client did. */
    private static final double LIMIT_CPU_MICROS = 1.04;

    private static final double DELIVERED = 0.95;
    private static final long WARM_UP_MILLIS = 8_000;
    private static final long WINDOW_MILLIS = 10_000;
    private static final Duration START_WITHIN = Duration.ofSeconds(60);

    private record Figures(double pointsPerSecond, double share, double cpuMicros, double serverMicros, double mib) {}

    private final PrintStream out;

    ModbusBench(PrintStream out) {
        this.out = out;
    }

    boolean run() throws IOException, InterruptedException {
        out.printf("%d servers × %d registers; CPU of the whole gateway process%n", SERVERS, REGISTERS);
        var alone = ladder("polling alone", true);
        ladder("decoded and journaled", false);
        out.printf(
                "polling alone at %d ms: %.2f of the limit of points, %.2f of the limit of CPU%n",
                PERIODS_MILLIS.get(PERIODS_MILLIS.size() - 1),
                alone.pointsPerSecond() / LIMIT_POINTS_PER_SECOND,
                alone.cpuMicros() / LIMIT_CPU_MICROS);
        return alone.pointsPerSecond() >= DELIVERED * LIMIT_POINTS_PER_SECOND && alone.cpuMicros() <= LIMIT_CPU_MICROS;
    }

    /** The figures of the last rung. */
    private Figures ladder(String name, boolean episodes) throws IOException, InterruptedException {
        out.println(name);
        out.println("  period   points/s  of planned  CPU µs/point  servers' CPU µs/point  MiB");
        Figures last = null;
        for (var period : PERIODS_MILLIS) {
            last = measure(period, episodes);
            out.printf(
                    "  %3d ms %10.0f  %9.1f%%  %12.2f  %21.2f  %3.0f%n",
                    period,
                    last.pointsPerSecond(),
                    100 * last.share(),
                    last.cpuMicros(),
                    last.serverMicros(),
                    last.mib());
        }
        return java.util.Objects.requireNonNull(last);
    }

    private Figures measure(int periodMillis, boolean episodes) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("mededge-bench");
        try (var servers = new RegisterServers(SERVERS)) {
            var http = freePort();
            var config = configuration(folder, servers.ports(), periodMillis, episodes, http);
            var launcher = System.getProperty("mededge.launcher", "./mededge");
            var gateway = new ProcessBuilder(launcher, "gateway", "--config", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("gateway.log").toFile())
                    .start();
            try {
                awaitReady(gateway, http, folder);
                Thread.sleep(WARM_UP_MILLIS);
                return window(gateway, servers, periodMillis);
            } finally {
                gateway.destroy();
                gateway.waitFor(20, TimeUnit.SECONDS);
            }
        } finally {
            delete(folder);
        }
    }

    private static Figures window(Process gateway, RegisterServers servers, int periodMillis)
            throws IOException, InterruptedException {
        var usage = ProcessUsage.of(gateway.pid());
        var requests = servers.requests();
        var serverNanos = servers.cpuNanos();
        var started = System.nanoTime();
        Thread.sleep(WINDOW_MILLIS);
        var points = (servers.requests() - requests) * (double) REGISTERS;
        var seconds = (System.nanoTime() - started) / 1e9;
        var after = ProcessUsage.of(gateway.pid());
        var planned = 1_000.0 / periodMillis * SERVERS * REGISTERS;
        return new Figures(
                points / seconds,
                points / seconds / planned,
                (after.cpuMillis() - usage.cpuMillis()) * 1e3 / points,
                (servers.cpuNanos() - serverNanos) / 1e3 / points,
                after.residentMib());
    }

    private static Path configuration(Path folder, List<Integer> ports, int periodMillis, boolean episodes, int http)
            throws IOException {
        var profile = new StringBuilder("profile: bench\nversion: 1\npoints:\n");
        for (var i = 0; i < REGISTERS; i++) {
            profile.append("  - {id: r")
                    .append(i)
                    .append(", area: input, address: ")
                    .append(i);
            profile.append(", type: u16, scale: 0.1, unit: mL}\n");
        }
        if (episodes) {
            profile.append("episode:\n  counter: {area: input, address: 0}\n");
            profile.append("  age: {id: age, area: input, address: 1, type: u16, unit: s}\n");
        }
        var file = Files.writeString(folder.resolve("bench.yaml"), profile);
        var config = new StringBuilder("gateway:\n  region: region-1\n  facility: facility-1\n  id: gateway-1\n");
        config.append("  data: ").append(folder.resolve("data")).append('\n');
        config.append("  profile-files: [").append(file).append("]\n  uplink: {mode: \"off\"}\n  devices:\n");
        for (var i = 0; i < ports.size(); i++) {
            config.append("    - {id: m")
                    .append(i)
                    .append(", profile: bench, serial: B")
                    .append(i);
            config.append(", address: \"127.0.0.1:").append(ports.get(i)).append("\", poll: ");
            config.append(periodMillis).append("ms}\n");
        }
        config.append("quarkus:\n  http:\n    port: ").append(http).append('\n');
        return Files.writeString(folder.resolve("gateway.yaml"), config);
    }

    private static void awaitReady(Process gateway, int http, Path folder) throws IOException, InterruptedException {
        var client = HttpClient.newHttpClient();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http + "/q/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        var giveUp = System.nanoTime() + START_WITHIN.toNanos();
        while (gateway.isAlive() && System.nanoTime() - giveUp < 0) {
            try {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // it is still starting
            }
            Thread.sleep(200);
        }
        throw new IOException("the gateway did not start:\n" + Files.readString(folder.resolve("gateway.log")));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
