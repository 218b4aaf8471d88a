package io.mededge.infra.simulator.modbus;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Bytes written as in the standard: {@code "03 02 10 00"}. */
final class Hex {
    private static final HexFormat SPACED = HexFormat.ofDelimiter(" ").withUpperCase();

    private Hex() {}

    static byte[] bytes(String spaced) {
        return SPACED.parseHex(spaced);
    }

    static String text(byte[] bytes) {
        return SPACED.formatHex(bytes);
    }

    /** The frame of transaction 0x0102 to unit 1 around a PDU. */
    static byte[] frame(String pdu) {
        return frame(0x0102, 1, pdu);
    }

    static byte[] frame(int transaction, int unit, String pdu) {
        byte[] body = bytes(pdu);
        return ByteBuffer.allocate(7 + body.length)
                .putShort((short) transaction)
                .putShort((short) 0)
                .putShort((short) (body.length + 1))
                .put((byte) unit)
                .put(body)
                .array();
    }
}
