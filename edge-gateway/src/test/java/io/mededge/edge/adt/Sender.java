package io.mededge.edge.adt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/** The other end of a connection: sends frames and takes answers. */
final class Sender implements AutoCloseable {
    /** Nothing may take longer; a machine that runs tests is busy. */
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;

    Sender(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    Sender(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    static byte[] frame(String message) {
        return ("\u000b" + message + "\u001c\r").getBytes(UTF_8);
    }

    /** The next answer. @throws EOFException if the connection has ended instead */
    String answer() throws IOException {
        var in = socket.getInputStream();
        if (read(in) != 0x0b) {
            throw new IOException("an answer without its beginning");
        }
        var answer = new ByteArrayOutputStream();
        for (var next = read(in); next != 0x1c; next = read(in)) {
            answer.write(next);
        }
        if (read(in) != 0x0d) {
            throw new IOException("an answer without its end");
        }
        return answer.toString(UTF_8);
    }

    private static int read(InputStream in) throws IOException {
        var next = in.read();
        if (next < 0) {
            throw new EOFException("the connection has ended");
        }
        return next;
    }

    String ask(String message) throws IOException {
        write(frame(message));
        return answer();
    }

    /** Whether the other end has closed the connection, which is waited for. */
    boolean isEnded() {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
