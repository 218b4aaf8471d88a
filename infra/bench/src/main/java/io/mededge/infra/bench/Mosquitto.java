package io.mededge.infra.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's mosquitto as it comes, on a free port of loopback, without TLS; only its queue towards a slow subscriber is unbounded, so that it drops nothing. */
final class Mosquitto implements AutoCloseable {
    private static final int ATTEMPTS = 100;

    private final int port;
    private final Process process;

    Mosquitto(Path folder) throws IOException, InterruptedException {
        this(folder, freePort());
    }

    Mosquitto(Path folder, int port) throws IOException, InterruptedException {
        this.port = port;
        Files.createDirectories(folder);
        var configuration = Files.writeString(folder.resolve("mosquitto.conf"), """
                listener %d 127.0.0.1
                allow_anonymous true
                set_tcp_nodelay true
                max_queued_messages 0
                """.formatted(port));
        try {
            process = new ProcessBuilder("mosquitto", "-c", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("mosquitto.log").toFile())
                    .start();
        } catch (IOException missing) {
            throw new IOException("mosquitto is needed; Debian: apt-get install mosquitto", missing);
        }
        awaitListening();
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void awaitListening() throws IOException, InterruptedException {
        for (var attempt = 1; ; attempt++) {
            try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (attempt == ATTEMPTS || !process.isAlive()) {
                    throw new IOException("mosquitto does not listen on port " + port, notYet);
                }
                Thread.sleep(50);
            }
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
