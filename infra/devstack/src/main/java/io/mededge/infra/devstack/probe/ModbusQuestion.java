package io.mededge.infra.devstack.probe;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** Modbus TCP: read input register (function 4), address 0, one register, unit 1. */
record ModbusQuestion() implements Question {
    private static final short TRANSACTION = 1;
    private static final byte READ_INPUT_REGISTERS = 4;

    @Override
    public void ask(Wire wire) throws IOException {
        wire.write(ByteBuffer.allocate(12)
                .putShort(TRANSACTION)
                .putShort((short) 0)
                .putShort((short) 6)
                .put((byte) 1)
                .put(READ_INPUT_REGISTERS)
                .putShort((short) 0)
                .putShort((short) 1)
                .flip());
        var header = wire.read(8);
        if (header.getShort(0) != TRANSACTION || header.get(7) != READ_INPUT_REGISTERS) {
            throw new ProtocolException("function 4 answered with function " + (header.get(7) & 0xFF));
        }
        wire.read(header.getShort(4) - 2);
    }
}
