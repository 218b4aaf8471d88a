package io.mededge.infra.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code ./mededge gateway --config FILE} on {@link CountingMachines}, journal on. */
final class LoneGateway implements AutoCloseable {
    private static final int STOP_SECONDS = 20;
    private static final Duration START_WITHIN = Duration.ofSeconds(120);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process launcher;
    private final Path log;
    private final int port;

    /** What the machines' profile says. */
    enum Profile {
        /** Each poll is a record; alarms are read. */
        COUNTING,
        /** The same registers, but of measurements that never come: nothing is decoded and stored. */
        SILENT,
        /** As {@link #COUNTING}, without the list of alarms. */
        PLAIN
    }

    /**
     * @param poll how often each machine is read
     * @param uplink the keys of {@code gateway.uplink}, in YAML's short form
     */
    record Load(List<Integer> machinePorts, Duration poll, Profile profile, String uplink) {
        /** The gateway's default. */
        static final int USUAL_CEILING = 5_000;

        static final String NOTHING_IS_SENT = "{mode: \"off\"}";

        /** To a broker that is not ours. @param batch most records of one machine in a message; 1 = a message for each */
        static String plain(int brokerPort, int batch) {
            return plain(brokerPort, batch, USUAL_CEILING);
        }

        /** @param ceiling of the records a second from the journal */
        static String plain(int brokerPort, int batch, int ceiling) {
            return "{mode: plain, url: \"tcp://127.0.0.1:%d\", batch: %d, backlog-rate: %d}"
                    .formatted(brokerPort, batch, ceiling);
        }
    }

    LoneGateway(Path folder, Load load) throws IOException {
        Files.createDirectories(folder);
        port = freePort();
        var configuration = Files.writeString(folder.resolve("gateway.yaml"), yaml(folder, load, port));
        log = folder.resolve("gateway.log");
        launcher = new ProcessBuilder(
                        System.getProperty("mededge.launcher", "./mededge"),
                        "gateway",
                        "--config",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String yaml(Path folder, Load load, int port) throws IOException {
        Files.writeString(folder.resolve("counting.yaml"), profile(load.profile()));
        var yaml = new StringBuilder("""
                quarkus:
                  http:
                    host: "127.0.0.1"
                    port: %d
                gateway:
                  region: region-1
                  facility: facility-1
                  id: gateway-1
                  data: "%s"
                  profile-files: ["%s"]
                  uplink: %s
                  devices:
                """.formatted(port, data(folder), folder.resolve("counting.yaml"), load.uplink()));
        for (var machine = 0; machine < load.machinePorts().size(); machine++) {
            yaml.append("""
                        - {id: m-%1$d, profile: counting, address: "127.0.0.1:%2$d", poll: %3$dms, serial: "m-%1$d"}
                    """.formatted(
                    machine, load.machinePorts().get(machine), load.poll().toMillis()));
        }
        return yaml.toString();
    }

    /** Where a gateway that is started in the folder keeps its data. */
    static Path data(Path folder) {
        return folder.resolve("data");
    }

    private static String profile(Profile profile) {
        var first = profile == Profile.SILENT ? CountingMachines.CONSTANT : 0;
        var yaml = new StringBuilder("profile: counting\nversion: 1\nmodel: counting\npoints:\n");
        for (var register = 0; register < CountingMachines.REGISTERS; register++) {
            yaml.append("  - {id: p%d, area: holding, address: %d, type: u16, unit: \"1\"}%n"
                    .formatted(register, first + register));
        }
        if (profile == Profile.COUNTING) {
            yaml.append(
                    "events:\n  counter: {area: holding, address: %d}\n  address: %d\n  slots: %d\n  names: [{code: 1, name: alarm}]\n"
                            .formatted(
                                    CountingMachines.EVENT_COUNTER,
                                    CountingMachines.EVENT_LIST,
                                    CountingMachines.EVENT_SLOTS));
        }
        if (profile == Profile.SILENT) {
            yaml.append("episode:\n  counter: {area: holding, address: %d}\n".formatted(first));
            yaml.append("  age: {id: age, area: holding, address: %d, type: u16, unit: s}\n".formatted(first + 1));
        }
        return yaml.toString();
    }

    /** Returns when it polls and can store. */
    void awaitReady() throws IOException, InterruptedException {
        var giveUp = System.nanoTime() + START_WITHIN.toNanos();
        while (launcher.isAlive() && System.nanoTime() - giveUp < 0) {
            try {
                if (get("/q/health/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // it is still starting
            }
            Thread.sleep(200);
        }
        throw new IOException("the gateway did not start:\n" + lastLines());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(ANSWER_WITHIN)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The gateway's own process, not the launcher's. */
    long pid() throws IOException {
        return launcher.toHandle()
                .children()
                .findFirst()
                .orElseThrow(() -> new IOException("the gateway does not run; see " + log))
                .pid();
    }

    /** The process as it is now, to be killed later without looking for it first. */
    ProcessHandle process() throws IOException {
        return ProcessHandle.of(pid()).orElseThrow(() -> new IOException("the gateway has just ended; see " + log));
    }

    String lastLines() throws IOException {
        var lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }

    @Override
    public void close() throws IOException {
        try {
            launcher.descendants().forEach(ProcessHandle::destroy);
            if (!launcher.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                launcher.descendants().forEach(ProcessHandle::destroyForcibly);
                launcher.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            launcher.descendants().forEach(ProcessHandle::destroyForcibly);
            launcher.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
