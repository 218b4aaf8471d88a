package io.mededge.infra.devstack.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** HTTP/1.1 GET that must be answered with 200; only the status line is read. */
record HttpQuestion(String path) implements Question {
    private static final String STATUS_LINE = "HTTP/1.1 200";

    @Override
    public void ask(Wire wire) throws IOException {
        var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        wire.write(ByteBuffer.wrap(request.getBytes(US_ASCII)));
        var status = US_ASCII.decode(wire.read(STATUS_LINE.length())).toString();
        if (!status.equals(STATUS_LINE)) {
            throw new ProtocolException("GET " + path + " answered " + status);
        }
    }
}
