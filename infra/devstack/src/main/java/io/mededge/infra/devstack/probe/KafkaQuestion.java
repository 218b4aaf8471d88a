package io.mededge.infra.devstack.probe;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Kafka protocol, Metadata (key 3) version 1 with no topics. A broker answers ApiVersions while it is still fenced, and creating a topic then fails for
 * good; only the list of live brokers tells the difference.
 */
record KafkaQuestion() implements Question {
    private static final short METADATA = 3;
    private static final short VERSION = 1;
    private static final int CORRELATION_ID = 1;

    @Override
    public void ask(Wire wire) throws IOException {
        wire.write(ByteBuffer.allocate(18)
                .putInt(14)
                .putShort(METADATA)
                .putShort(VERSION)
                .putInt(CORRELATION_ID)
                .putShort((short) -1) // no client id
                .putInt(0) // no topics
                .flip());
        var answer = wire.read(wire.read(Integer.BYTES).getInt());
        if (answer.getInt() != CORRELATION_ID) {
            throw new ProtocolException("answer to another request");
        }
        if (answer.getInt() < 1) {
            throw new ProtocolException("no live broker yet");
        }
    }
}
