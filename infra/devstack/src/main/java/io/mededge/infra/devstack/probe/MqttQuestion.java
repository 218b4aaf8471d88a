package io.mededge.infra.devstack.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** MQTT 5.0: CONNECT with a clean start, CONNACK, DISCONNECT. */
record MqttQuestion(String clientId) implements Question {
    private static final byte CONNECT = 0x10;
    private static final byte CONNACK = 0x20;
    private static final byte DISCONNECT = (byte) 0xE0;
    private static final byte VERSION_5 = 5;
    private static final byte CLEAN_START = 0x02;
    private static final short KEEP_ALIVE_SECONDS = 30;
    /** Keeps the remaining length below 128, so that it is one byte. */
    private static final int MAX_CLIENT_ID_BYTES = 100;

    MqttQuestion {
        if (clientId.getBytes(UTF_8).length > MAX_CLIENT_ID_BYTES) {
            throw new IllegalArgumentException("client id longer than " + MAX_CLIENT_ID_BYTES + " bytes");
        }
    }

    @Override
    public void ask(Wire wire) throws IOException {
        var id = clientId.getBytes(UTF_8);
        int remaining = 13 + id.length;
        wire.write(ByteBuffer.allocate(2 + remaining)
                .put(CONNECT)
                .put((byte) remaining)
                .putShort((short) 4)
                .put("MQTT".getBytes(UTF_8))
                .put(VERSION_5)
                .put(CLEAN_START)
                .putShort(KEEP_ALIVE_SECONDS)
                .put((byte) 0) // no properties
                .putShort((short) id.length)
                .put(id)
                .flip());
        var answer = wire.read(4); // type, remaining length, flags, reason
        if (answer.get(0) != CONNACK || answer.get(3) != 0) {
            throw new ProtocolException("CONNECT answered with reason code " + (answer.get(3) & 0xFF));
        }
        wire.read(answer.get(1) - 2);
        wire.write(ByteBuffer.wrap(new byte[] {DISCONNECT, 0}));
    }
}
