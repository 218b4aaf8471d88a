package io.mededge.infra.devstack.probe;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A connection to the loopback address on which every read ends before one common deadline. */
final class Wire implements Closeable {
    /** No question asked here has a longer answer. */
    static final int MAX_FRAME_BYTES = 1 << 20;

    private Socket socket;
    private final long deadlineNanos;

    private Wire(Socket socket, long deadlineNanos) {
        this.socket = socket;
        this.deadlineNanos = deadlineNanos;
    }

    static Wire connect(int port, Duration timeout) throws IOException {
        var wire = new Wire(new Socket(), System.nanoTime() + timeout.toNanos());
        try {
            wire.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), wire.remainingMillis());
            wire.socket.setTcpNoDelay(true);
            return wire;
        } catch (IOException refused) {
            wire.close();
            throw refused;
        }
    }

    /** TLS 1.3 from here on; the server's certificate must name the loopback address. */
    void upgradeToTls(SSLContext context) throws IOException {
        var secured = (SSLSocket) context.getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        var parameters = secured.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        socket = secured;
        socket.setSoTimeout(remainingMillis());
        secured.startHandshake();
    }

    void write(ByteBuffer message) throws IOException {
        var bytes = new byte[message.remaining()];
        message.get(bytes);
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    ByteBuffer read(int count) throws IOException {
        if (count < 0 || count > MAX_FRAME_BYTES) {
            throw new ProtocolException("answer of " + count + " bytes");
        }
        var bytes = new byte[count];
        for (int filled = 0; filled < count; ) {
            socket.setSoTimeout(remainingMillis());
            int got = socket.getInputStream().read(bytes, filled, count - filled);
            if (got < 0) {
                throw new EOFException("connection closed before the answer was complete");
            }
            filled += got;
        }
        return ByteBuffer.wrap(bytes);
    }

    private int remainingMillis() throws SocketTimeoutException {
        long millis = (deadlineNanos - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return (int) Math.min(millis, Integer.MAX_VALUE);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
