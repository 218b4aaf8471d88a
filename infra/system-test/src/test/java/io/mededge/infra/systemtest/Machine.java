package io.mededge.infra.systemtest;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * The hand at a simulated machine, by Modbus TCP, unit 1. It shares no code with the gateway's client: what the test writes and reads does not pass
 * through what is tested.
 */
public record Machine(int port) {
    /** Holding register of the profile mededge-hd: blood flow set, 0.1 mL/min. */
    public static final int BLOOD_FLOW_SET = 0;

    private static final int DEADLINE_MILLIS = 3_000;
    private static final int UNIT = 1;
    private static final int READ_HOLDING_REGISTERS = 3;
    private static final int WRITE_SINGLE_REGISTER = 6;
    private static final int EXCEPTION_BIT = 0x80;

    /** What a machine answers to a request: data, or an exception. */
    public record Reply(int function, byte[] data) {
        public boolean isException() {
            return (function & EXCEPTION_BIT) != 0;
        }

        public int exceptionCode() {
            return data[0];
        }
    }

    /** Returns when the machine has confirmed. */
    public void write(int register, int value) throws IOException {
        var reply = ask(WRITE_SINGLE_REGISTER, register, value);
        if (reply.isException()) {
            throw new IOException("the machine refused the write with exception " + reply.exceptionCode());
        }
    }

    public int read(int register) throws IOException {
        var reply = ask(READ_HOLDING_REGISTERS, register, 1);
        if (reply.isException()) {
            throw new IOException("the machine refused the read with exception " + reply.exceptionCode());
        }
        return ByteBuffer.wrap(reply.data()).getShort(1) & 0xffff; // after the count of bytes
    }

    /** One request with two numbers after its function code, which is the form of the functions 1 to 6. */
    public Reply ask(int function, int first, int second) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
            var request = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
            request.writeShort(1); // transaction
            request.writeShort(0); // protocol
            request.writeShort(6); // length of what follows
            request.writeByte(UNIT);
            request.writeByte(function);
            request.writeShort(first);
            request.writeShort(second);
            request.flush();
            var answer = new DataInputStream(socket.getInputStream());
            answer.skipNBytes(4);
            var length = answer.readUnsignedShort();
            answer.skipNBytes(1);
            return new Reply(answer.readUnsignedByte(), answer.readNBytes(length - 2));
        }
    }
}
