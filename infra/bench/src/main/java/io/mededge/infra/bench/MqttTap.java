package io.mededge.infra.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that costs next to nothing: MQTT 5 over TCP, quality of service 0, one filter, the payload handed on as bytes. It shares no code with what
 * is measured.
 */
final class MqttTap implements AutoCloseable {
    private static final int KEEP_ALIVE_SECONDS = 60;
    private static final int PUBLISH = 3;
    private static final int CONNACK = 2;
    private static final int SUBACK = 9;
    private static final int BUFFER_BYTES = 1 << 20;

    /** Hears every message, in the tap's own thread. */
    @FunctionalInterface
    interface Receiver {
        void received(byte[] buffer, int offset, int length);
    }

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Receiver receiver;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private byte[] packet = new byte[BUFFER_BYTES];
    private volatile boolean closing;

    MqttTap(int port, String filter, Receiver receiver) throws IOException {
        this.receiver = receiver;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES));
        out = new DataOutputStream(socket.getOutputStream());
        connect();
        subscribe(filter);
        var thread = new Thread(this::receive, "tap");
        thread.setDaemon(true);
        thread.start();
        var heart = new Thread(this::stayAlive, "tap-heart");
        heart.setDaemon(true);
        heart.start();
    }

    private void connect() throws IOException {
        var id = "mededge-bench-tap".getBytes(StandardCharsets.UTF_8);
        out.write(new byte[] {0x10, (byte) (13 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, KEEP_ALIVE_SECONDS, 0});
        out.writeShort(id.length);
        out.write(id);
        expect(CONNACK);
    }

    private void subscribe(String filter) throws IOException {
        var bytes = filter.getBytes(StandardCharsets.UTF_8);
        out.write(new byte[] {(byte) 0x82, (byte) (6 + bytes.length), 0, 1, 0});
        out.writeShort(bytes.length);
        out.write(bytes);
        out.write(0);
        expect(SUBACK);
    }

    private void expect(int type) throws IOException {
        var got = in.read() >> 4;
        var length = remainingLength();
        in.readFully(packet, 0, length);
        if (got != type) {
            throw new IOException("packet type " + got + " instead of " + type);
        }
        var code = type == CONNACK ? packet[1] : packet[length - 1];
        if (code != 0) {
            throw new IOException("the broker refused with code " + (code & 0xFF));
        }
    }

    private void receive() {
        try {
            while (true) {
                var first = in.read();
                if (first < 0) {
                    throw new EOFException("the broker closed the connection");
                }
                var length = remainingLength();
                if (length > packet.length) {
                    packet = new byte[length];
                }
                in.readFully(packet, 0, length);
                if (first >> 4 == PUBLISH) {
                    deliver(length);
                }
            }
        } catch (IOException | RuntimeException ended) {
            if (!closing) {
                failure.set(ended);
            }
        }
    }

    private void deliver(int length) {
        var topicBytes = (packet[0] & 0xFF) << 8 | packet[1] & 0xFF;
        var at = 2 + topicBytes;
        var propertyBytes = 0;
        var shift = 0;
        int digit;
        do {
            digit = packet[at++];
            propertyBytes |= (digit & 0x7F) << shift;
            shift += 7;
        } while ((digit & 0x80) != 0);
        at += propertyBytes;
        receiver.received(packet, at, length - at);
    }

    private int remainingLength() throws IOException {
        var length = 0;
        for (var shift = 0; shift < 28; shift += 7) {
            var digit = in.read();
            length |= (digit & 0x7F) << shift;
            if ((digit & 0x80) == 0) {
                return length;
            }
        }
        throw new IOException("no MQTT packet");
    }

    private void stayAlive() {
        try {
            while (!closing) {
                Thread.sleep(KEEP_ALIVE_SECONDS * 1_000L / 3);
                out.write(new byte[] {(byte) 0xC0, 0});
            }
        } catch (IOException | InterruptedException ended) {
            // the receiver says what happened
        }
    }

    /** @throws IOException if the tap has run dry: nothing that it would count is true any more */
    void check() throws IOException {
        var why = failure.get();
        if (why != null) {
            throw new IOException("the subscriber lost its connection", why);
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        socket.close();
    }
}
