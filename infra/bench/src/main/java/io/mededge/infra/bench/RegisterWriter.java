package io.mededge.infra.bench;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Writes one holding register of a machine by Modbus TCP, function 6: the hand at the machine. */
final class RegisterWriter {
    private static final int DEADLINE_MILLIS = 3_000;
    private static final int WRITE_SINGLE_REGISTER = 6;
    private static final int UNIT = 1;

    private RegisterWriter() {}

    /** Returns when the machine has confirmed. */
    static void write(int port, int address, int value) throws IOException {
        try (var socket = new Socket()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.connect(new InetSocketAddress("127.0.0.1", port), DEADLINE_MILLIS);
            var request = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
            request.writeShort(1); // transaction
            request.writeShort(0); // protocol
            request.writeShort(6); // length
            request.writeByte(UNIT);
            request.writeByte(WRITE_SINGLE_REGISTER);
            request.writeShort(address);
            request.writeShort(value);
            request.flush();
            var answer = new DataInputStream(socket.getInputStream());
            answer.skipNBytes(7);
            var function = answer.readUnsignedByte();
            if (function != WRITE_SINGLE_REGISTER) {
                throw new IOException("the machine refused the write with exception " + answer.readUnsignedByte());
            }
        }
    }
}
