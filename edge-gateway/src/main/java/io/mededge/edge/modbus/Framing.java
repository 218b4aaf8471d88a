package io.mededge.edge.modbus;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How requests and answers are put into bytes: for each exchange {@link #encode} is called once, then {@link #decode} after each piece that has arrived.
 * Used by one thread.
 */
sealed interface Framing permits TcpFraming, RtuFraming {
    /** Longest frame of both forms: 7 + 253 bytes over TCP, 256 on a serial line. */
    int MAX_FRAME_BYTES = 260;

    void encode(int unit, Request request, ByteBuffer out);

    /**
     * Looks for the answer to what was encoded last.
     *
     * @param input all that has arrived since, from 0
     * @param length how much of it is filled
     * @return null while more may come; {@link Answer.Failed} once it can never become the answer
     */
    @Nullable
    Answer decode(byte[] input, int length, int unit, Request request);

    /** A sentence that says why what arrived is no answer once nothing more comes. */
    String incompleteness(byte[] input, int length);
}
