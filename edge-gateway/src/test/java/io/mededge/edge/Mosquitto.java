package io.mededge.edge;

import io.mededge.infra.devstack.plan.FreePorts;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.opentest4j.TestAbortedException;

/** Debian's mosquitto on a free port of loopback, with settings of the test's own: a broker that is not ours. */
public final class Mosquitto implements AutoCloseable {
    private final Path configuration;
    private final Path log;
    private final int port;
    private Process process;

    /** @param settings lines of mosquitto.conf */
    public Mosquitto(Path folder, String... settings) throws IOException {
        port = FreePorts.first(1);
        configuration = Files.createDirectories(folder).resolve("mosquitto.conf");
        log = folder.resolve("mosquitto.log");
        configure(settings);
        start();
    }

    /** Takes effect with the next {@link #start}. */
    public void configure(String... settings) throws IOException {
        // started by root it would else become a user who cannot read the test's files
        Files.writeString(configuration, """
                user root
                per_listener_settings false
                listener %d 127.0.0.1
                allow_anonymous true
                set_tcp_nodelay true
                log_type all
                %s
                """.formatted(port, String.join("\n", settings)));
    }

    public void start() throws IOException {
        process = new ProcessBuilder(
                        // the broker is in sbin, which is not on everybody's search path
                        tool("mosquitto").toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(50))
                .until(this::isListening);
    }

    private boolean isListening() {
        try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** As {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public int port() {
        return port;
    }

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    public String log() throws IOException {
        return Files.readString(log);
    }

    /** How many clients have connected with this id. */
    public long connections(String clientId) throws IOException {
        return log().lines()
                .filter(line -> line.contains("New client connected") && line.contains(" as " + clientId + " "))
                .count();
    }

    /** Debian's subscriber, with a line for each message. */
    public Process subscriber(Path output, String... options) throws IOException {
        var command = new ArrayList<>(
                List.of(tool("mosquitto_sub").toString(), "-V", "5", "-h", "127.0.0.1", "-p", Integer.toString(port)));
        command.addAll(Arrays.asList(options));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile())
                .start();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** A program of the system. Where it is missing, the test says loudly that it was skipped; with {@code CI=true} that is a failure. */
    public static Path tool(String program) {
        var path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Arrays.stream(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> missing(program));
    }

    private static RuntimeException missing(String program) {
        if (Boolean.parseBoolean(System.getenv("CI"))) {
            return new IllegalStateException("the program " + program + " is missing, which CI does not allow");
        }
        System.err.println("SKIPPED: the program " + program + " is missing; .ci/run says how to install it");
        return new TestAbortedException(program + " is missing");
    }
}
