package io.mededge.infra.devstack.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** PostgreSQL frontend/backend protocol 3.0: start-up, one simple query, terminate. */
record PostgresQuestion(String user, String database) implements Question {
    private static final int PROTOCOL_3_0 = 3 << 16;
    /** Start-up sends some twenty parameter messages. */
    private static final int MAX_MESSAGES = 100;

    @Override
    public void ask(Wire wire) throws IOException {
        var parameters = ("user\0" + user + "\0database\0" + database + "\0\0").getBytes(UTF_8);
        wire.write(ByteBuffer.allocate(8 + parameters.length)
                .putInt(8 + parameters.length)
                .putInt(PROTOCOL_3_0)
                .put(parameters)
                .flip());
        awaitReadyForQuery(wire);
        var query = "select 1\0".getBytes(UTF_8);
        wire.write(ByteBuffer.allocate(5 + query.length)
                .put((byte) 'Q')
                .putInt(4 + query.length)
                .put(query)
                .flip());
        awaitReadyForQuery(wire);
        wire.write(ByteBuffer.allocate(5).put((byte) 'X').putInt(4).flip());
    }

    private static void awaitReadyForQuery(Wire wire) throws IOException {
        for (int i = 0; i < MAX_MESSAGES; i++) {
            var header = wire.read(5);
            char type = (char) header.get();
            var body = wire.read(header.getInt() - Integer.BYTES);
            switch (type) {
                case 'Z' -> {
                    return;
                }
                case 'E' -> throw new ProtocolException(message(body));
                case 'R' -> {
                    if (body.getInt() != 0) {
                        throw new ProtocolException("asks for a password, so it is not ours");
                    }
                }
                default -> {}
            }
        }
        throw new ProtocolException("never ready for a query");
    }

    /** Fields are one letter and a zero-terminated text; M is the message. */
    private static String message(ByteBuffer body) {
        for (var field : UTF_8.decode(body).toString().split("\0", -1)) {
            if (field.startsWith("M")) {
                return field.substring(1);
            }
        }
        return "error without a message";
    }
}
