package io.mededge.infra.devstack.probe;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** CQL native protocol version 4: OPTIONS. */
record CassandraQuestion() implements Question {
    private static final byte REQUEST_V4 = 0x04;
    private static final byte RESPONSE_V4 = (byte) 0x84;
    private static final byte OPTIONS = 0x05;
    private static final byte SUPPORTED = 0x06;

    @Override
    public void ask(Wire wire) throws IOException {
        wire.write(ByteBuffer.allocate(9)
                .put(REQUEST_V4)
                .put((byte) 0)
                .putShort((short) 0)
                .put(OPTIONS)
                .putInt(0)
                .flip());
        var header = wire.read(9);
        if (header.get(0) != RESPONSE_V4 || header.get(4) != SUPPORTED) {
            throw new ProtocolException("answered opcode " + header.get(4) + " instead of SUPPORTED");
        }
        wire.read(header.getInt(5));
    }
}
