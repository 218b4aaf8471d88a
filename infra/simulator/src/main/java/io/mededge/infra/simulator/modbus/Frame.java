package io.mededge.infra.simulator.modbus;

import java.nio.ByteBuffer;

/** What the first bytes of a TCP stream are: a request with its MBAP header, too little yet, or no Modbus at all. */
sealed interface Frame {
    /** Transaction id, protocol id and length field. */
    int PREFIX_BYTES = 6;
    /** Unit id and function code: what the length field counts at least. */
    int MIN_LENGTH = 2;
    /** Unit id and the longest protocol data unit of 253 bytes. */
    int MAX_LENGTH = 254;
    /** The longest frame, and so the room a connection needs to be able to hold any frame. */
    int MAX_BYTES = PREFIX_BYTES + MAX_LENGTH;

    /** More bytes are needed; nothing was consumed. */
    record Incomplete() implements Frame {}

    /** The stream cannot be understood any further, so its connection must be closed. */
    record Broken(String reason) implements Frame {}

    /**
     * One whole request.
     *
     * @param transaction chosen by the client, echoed in the answer
     * @param pdu function code and data, 1 to 253 bytes
     */
    record Adu(int transaction, int unit, ByteBuffer pdu) implements Frame {}

    /** Takes the next frame from the bytes between position and limit; consumes exactly the frame or nothing. */
    static Frame next(ByteBuffer bytes) {
        int start = bytes.position();
        // the protocol id is judged as soon as it is there: a peer that speaks something else may never send more
        if (bytes.remaining() >= 4 && bytes.getShort(start + 2) != 0) {
            return new Broken("protocol id is not 0");
        }
        if (bytes.remaining() < PREFIX_BYTES) {
            return new Incomplete();
        }
        int length = Short.toUnsignedInt(bytes.getShort(start + 4));
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            return new Broken("length " + length + " is outside " + MIN_LENGTH + " to " + MAX_LENGTH);
        }
        if (bytes.remaining() < PREFIX_BYTES + length) {
            return new Incomplete();
        }
        int transaction = Short.toUnsignedInt(bytes.getShort(start));
        int unit = Byte.toUnsignedInt(bytes.get(start + PREFIX_BYTES));
        ByteBuffer pdu = bytes.slice(start + PREFIX_BYTES + 1, length - 1);
        bytes.position(start + PREFIX_BYTES + length);
        return new Adu(transaction, unit, pdu);
    }

    /** The answer frame to {@code request}, ready to be sent. */
    static ByteBuffer answer(Adu request, byte[] pdu) {
        return ByteBuffer.allocate(PREFIX_BYTES + 1 + pdu.length)
                .putShort((short) request.transaction())
                .putShort((short) 0)
                .putShort((short) (pdu.length + 1))
                .put((byte) request.unit())
                .put(pdu)
                .flip();
    }
}
