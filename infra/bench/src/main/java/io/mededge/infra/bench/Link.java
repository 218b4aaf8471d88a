package io.mededge.infra.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The line between a gateway and its broker: it can be down, and it carries so many bytes per second towards the broker; what it has not carried yet waits at the sender. */
final class Link implements AutoCloseable {
    private static final int UNLIMITED_PIECE = 64 * 1024;
    /** Of a slow line: small, so that what is more urgent waits for little. */
    private static final int SLOW_PIECE = 128;

    private static final int SLOW_BUFFER = 2 * 1024;

    private final int brokerPort;
    private final int bytesPerSecond;
    private final ServerSocket listener = new ServerSocket();
    private final Map<Socket, Boolean> sockets = new ConcurrentHashMap<>();
    private volatile boolean up;

    /** It is down at first. @param bytesPerSecond 0 for as many as this machine carries */
    Link(int brokerPort, int bytesPerSecond) throws IOException {
        this.brokerPort = brokerPort;
        this.bytesPerSecond = bytesPerSecond;
        if (bytesPerSecond > 0) {
            listener.setReceiveBufferSize(SLOW_BUFFER);
        }
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void up() {
        up = true;
    }

    void down() throws IOException {
        up = false;
        for (var socket : sockets.keySet()) {
            socket.close();
        }
        sockets.clear();
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "link");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var gateway = listener.accept();
                if (up) {
                    connect(gateway);
                } else {
                    gateway.close();
                }
            } catch (IOException refused) {
                // the broker is away, or this link ends
            }
        }
    }

    private void connect(Socket gateway) throws IOException {
        var broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
        sockets.put(gateway, true);
        sockets.put(broker, true);
        gateway.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
        start(() -> carry(gateway, broker, bytesPerSecond));
        start(() -> carry(broker, gateway, 0));
    }

    private static void carry(Socket from, Socket to, int bytesPerSecond) {
        var piece = new byte[bytesPerSecond > 0 ? SLOW_PIECE : UNLIMITED_PIECE];
        var free = System.nanoTime();
        try (from;
                to) {
            for (var count = from.getInputStream().read(piece);
                    count >= 0;
                    count = from.getInputStream().read(piece)) {
                if (bytesPerSecond > 0) {
                    free = Math.max(free, System.nanoTime()) + count * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
                    while (System.nanoTime() - free < 0) {
                        LockSupport.parkNanos(free - System.nanoTime());
                    }
                }
                to.getOutputStream().write(piece, 0, count);
            }
        } catch (IOException closed) {
            // both ends are closed now
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        down();
    }
}
