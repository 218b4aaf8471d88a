package io.mededge.infra.simulator.modbus;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A bare socket that sends and expects bytes, with a deadline on every read. */
final class RawClient implements AutoCloseable {
    static final int DEADLINE_MILLIS = 5_000;

    private final Socket socket;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(DEADLINE_MILLIS);
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void send(byte[] bytes, int from, int to) throws IOException {
        socket.getOutputStream().write(bytes, from, to - from);
    }

    /** The next whole frame. */
    String receive() throws IOException {
        InputStream in = socket.getInputStream();
        byte[] prefix = in.readNBytes(6);
        if (prefix.length < 6) {
            throw new IOException("closed by the server after " + prefix.length + " bytes");
        }
        byte[] body = in.readNBytes(((prefix[4] & 0xFF) << 8) | (prefix[5] & 0xFF));
        return Hex.text(prefix) + " " + Hex.text(body);
    }

    byte[] receiveBytes(int count) throws IOException {
        return socket.getInputStream().readNBytes(count);
    }

    /** Sends a PDU to unit 1 and returns the PDU of the answer, after checking its header. */
    String ask(String pdu) throws IOException {
        return ask(1, pdu);
    }

    String ask(int unit, String pdu) throws IOException {
        send(Hex.frame(0x0A0B, unit, pdu));
        String answer = receive();
        String expectedHeader = String.format("0A 0B 00 00 00 %02X %02X ", (answer.length() + 1) / 3 - 6, unit);
        if (!answer.startsWith(expectedHeader)) {
            throw new IOException("wrong header: " + answer);
        }
        return answer.substring(expectedHeader.length());
    }

    boolean isClosedByServer() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    boolean staysSilentFor(int millis) throws IOException {
        socket.setSoTimeout(millis);
        try {
            int read = socket.getInputStream().read();
            throw new IOException(read < 0 ? "closed" : "answered");
        } catch (SocketTimeoutException silent) {
            return true;
        } finally {
            socket.setSoTimeout(DEADLINE_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
