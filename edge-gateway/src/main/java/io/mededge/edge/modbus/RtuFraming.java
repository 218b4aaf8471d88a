package io.mededge.edge.modbus;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Frames of a serial line: unit, protocol data unit, CRC-16 (Modbus over Serial Line V1.02, 2.5.1). A frame names no transaction and no length; but the
 * length of the answer is known from the request, so that it is recognised by unit, function, length and checksum. Noise before it and the line's echo of the
 * request are passed over.
 */
final class RtuFraming implements Framing {
    private static final int CRC_BYTES = 2;
    private static final int EXCEPTION_BYTES = 3 + CRC_BYTES;
    private static final int[] CRC_OF_BYTE = new int[256];

    static {
        for (var value = 0; value < CRC_OF_BYTE.length; value++) {
            var crc = value;
            for (var bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xA001;
            }
            CRC_OF_BYTE[value] = crc;
        }
    }

    private byte[] sent = {};

    @Override
    public void encode(int unit, Request request, ByteBuffer out) {
        var pdu = request.pdu();
        sent = new byte[1 + pdu.length + CRC_BYTES];
        sent[0] = (byte) unit;
        System.arraycopy(pdu, 0, sent, 1, pdu.length);
        var crc = crc(sent, 0, 1 + pdu.length);
        sent[1 + pdu.length] = (byte) crc;
        sent[2 + pdu.length] = (byte) (crc >> 8);
        out.put(sent);
    }

    @Override
    public @Nullable Answer decode(byte[] input, int length, int unit, Request request) {
        if (mayBecomeEcho(input, length, request)) {
            return null;
        }
        var first = isEcho(input, length, request) ? sent.length : 0;
        for (var start = first; start + EXCEPTION_BYTES <= length; start++) {
            if ((input[start] & 0xff) != unit || !request.isAnsweredBy(input[start + 1] & 0xff)) {
                continue;
            }
            var normal = (input[start + 1] & 0xff) == request.function();
            var frameBytes = normal ? 1 + request.answerBytes() + CRC_BYTES : EXCEPTION_BYTES;
            // after noise, only what ends together with the line's bytes can be the answer
            var fits = start == first ? start + frameBytes <= length : start + frameBytes == length;
            if (fits && hasCrc(input, start, frameBytes)) {
                return normal ? request.answer(input, start + 1) : new Answer.Refused(input[start + 2] & 0xff);
            }
        }
        return null;
    }

    @Override
    public String incompleteness(byte[] input, int length) {
        return length + " bytes that are not the answer";
    }

    /** A confirmed write of one register or coil repeats the request to the bit: only when something follows was it the echo. */
    private boolean isEcho(byte[] input, int length, Request request) {
        return (length > sent.length || (length == sent.length && request instanceof Request.Read))
                && Arrays.equals(input, 0, sent.length, sent, 0, sent.length);
    }

    private boolean mayBecomeEcho(byte[] input, int length, Request request) {
        return length < sent.length
                && request instanceof Request.Read
                && Arrays.equals(input, 0, length, sent, 0, length);
    }

    private static boolean hasCrc(byte[] frame, int start, int length) {
        var crc = crc(frame, start, length - CRC_BYTES);
        return frame[start + length - 2] == (byte) crc && frame[start + length - 1] == (byte) (crc >> 8);
    }

    /** The low byte is sent first. */
    static int crc(byte[] bytes, int start, int length) {
        var crc = 0xFFFF;
        for (var i = start; i < start + length; i++) {
            crc = crc >> 8 ^ CRC_OF_BYTE[(crc ^ bytes[i]) & 0xff];
        }
        return crc;
    }
}
