package io.mededge.edge.modbus;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Frames of Modbus TCP: transaction, protocol 0, length, unit, then the protocol data unit. Whatever is not exactly the answer to the request is refused, so
 * that a late answer can never be taken for the next request's.
 */
final class TcpFraming implements Framing {
    private static final int HEADER_BYTES = 6;
    private static final int MIN_LENGTH = 3;
    private static final int MAX_LENGTH = 254;

    private int transaction;

    @Override
    public void encode(int unit, Request request, ByteBuffer out) {
        transaction = transaction % 0xffff + 1;
        var pdu = request.pdu();
        out.putShort((short) transaction)
                .putShort((short) 0)
                .putShort((short) (1 + pdu.length))
                .put((byte) unit)
                .put(pdu);
    }

    @Override
    public @Nullable Answer decode(byte[] input, int length, int unit, Request request) {
        if (length < HEADER_BYTES) {
            return null;
        }
        var announced = word(input, 4);
        if (word(input, 2) != 0 || announced < MIN_LENGTH || announced > MAX_LENGTH) {
            return Answer.garbled("no Modbus TCP frame");
        }
        if (word(input, 0) != transaction) {
            return Answer.garbled("the answer belongs to another request");
        }
        if (length < HEADER_BYTES + announced) {
            return null;
        }
        if (length > HEADER_BYTES + announced) {
            return Answer.garbled("more came than the answer");
        }
        if ((input[6] & 0xff) != unit) {
            return Answer.garbled("unit " + (input[6] & 0xff) + " was not asked");
        }
        var function = input[7] & 0xff;
        if (!request.isAnsweredBy(function)) {
            return Answer.garbled("function " + function + " was not asked for");
        }
        if (function != request.function()) {
            return announced == MIN_LENGTH
                    ? new Answer.Refused(input[8] & 0xff)
                    : Answer.garbled("an exception has 2 bytes, not " + (announced - 1));
        }
        return announced - 1 == request.answerBytes()
                ? request.answer(input, 7)
                : Answer.garbled(announced - 1 + " bytes instead of " + request.answerBytes());
    }

    @Override
    public String incompleteness(byte[] input, int length) {
        return "the answer began and did not end in time";
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
