package io.mededge.infra.simulator.modbus;

import java.nio.ByteBuffer;

/** A request PDU, decoded and checked against the protocol's own limits (MODBUS Application Protocol V1.1b3, section 6). */
@SuppressWarnings("ArrayRecordComponent") // requests live for one call and are never compared
sealed interface Request {
    int MAX_READ_BITS = 2000;
    int MAX_READ_REGISTERS = 125;
    int MAX_WRITE_BITS = 1968;
    int MAX_WRITE_REGISTERS = 123;
    int MAX_READ_WRITE_REGISTERS = 121;
    int ADDRESSES = 65536;

    int READ_COILS = 1;
    int READ_DISCRETE_INPUTS = 2;
    int READ_HOLDING_REGISTERS = 3;
    int READ_INPUT_REGISTERS = 4;
    int WRITE_SINGLE_COIL = 5;
    int WRITE_SINGLE_REGISTER = 6;
    int WRITE_MULTIPLE_COILS = 15;
    int WRITE_MULTIPLE_REGISTERS = 16;
    int MASK_WRITE_REGISTER = 22;
    int READ_WRITE_REGISTERS = 23;

    int COIL_ON = 0xFF00;

    /** Functions 1 to 4. */
    record Read(int function, Table table, int address, int count) implements Request {}

    /** Functions 5 and 6; {@code rawValue} is echoed (0xFF00 for a coil that is on). */
    record WriteSingle(int function, Table table, int address, int rawValue) implements Request {}

    /** Functions 15 and 16. */
    record WriteMultiple(int function, Table table, int address, int[] values) implements Request {}

    /** Function 22: (current AND and-mask) OR (or-mask AND NOT and-mask). */
    record MaskWrite(int address, int andMask, int orMask) implements Request {}

    /** Function 23: the write is performed before the read. */
    record ReadWrite(int readAddress, int readCount, int writeAddress, int[] values) implements Request {}

    /** A request that contradicts the protocol. */
    record Malformed(int function, ExceptionCode code) implements Request {}

    /** Decodes the PDU between position and limit; never throws on any content of at least one byte. */
    static Request decode(ByteBuffer pdu) {
        int function = Byte.toUnsignedInt(pdu.get());
        return switch (function) {
            case READ_COILS -> read(function, Table.COIL, MAX_READ_BITS, pdu);
            case READ_DISCRETE_INPUTS -> read(function, Table.DISCRETE_INPUT, MAX_READ_BITS, pdu);
            case READ_HOLDING_REGISTERS -> read(function, Table.HOLDING_REGISTER, MAX_READ_REGISTERS, pdu);
            case READ_INPUT_REGISTERS -> read(function, Table.INPUT_REGISTER, MAX_READ_REGISTERS, pdu);
            case WRITE_SINGLE_COIL -> writeSingle(function, Table.COIL, pdu);
            case WRITE_SINGLE_REGISTER -> writeSingle(function, Table.HOLDING_REGISTER, pdu);
            case WRITE_MULTIPLE_COILS -> writeMultiple(function, Table.COIL, MAX_WRITE_BITS, pdu);
            case WRITE_MULTIPLE_REGISTERS -> writeMultiple(function, Table.HOLDING_REGISTER, MAX_WRITE_REGISTERS, pdu);
            case MASK_WRITE_REGISTER -> maskWrite(pdu);
            case READ_WRITE_REGISTERS -> readWrite(pdu);
            default -> new Malformed(function, ExceptionCode.ILLEGAL_FUNCTION);
        };
    }

    private static Request read(int function, Table table, int maxCount, ByteBuffer pdu) {
        if (pdu.remaining() != 4) {
            return badValue(function);
        }
        int address = u16(pdu);
        int count = u16(pdu);
        if (count < 1 || count > maxCount) {
            return badValue(function);
        }
        return address + count > ADDRESSES ? badAddress(function) : new Read(function, table, address, count);
    }

    private static Request writeSingle(int function, Table table, ByteBuffer pdu) {
        if (pdu.remaining() != 4) {
            return badValue(function);
        }
        int address = u16(pdu);
        int rawValue = u16(pdu);
        boolean valid = table == Table.HOLDING_REGISTER || rawValue == 0 || rawValue == COIL_ON;
        return valid ? new WriteSingle(function, table, address, rawValue) : badValue(function);
    }

    private static Request writeMultiple(int function, Table table, int maxCount, ByteBuffer pdu) {
        if (pdu.remaining() < 5) {
            return badValue(function);
        }
        int address = u16(pdu);
        int count = u16(pdu);
        int byteCount = Byte.toUnsignedInt(pdu.get());
        int expectedBytes = table.isBits() ? (count + 7) / 8 : count * 2;
        if (count < 1 || count > maxCount || byteCount != expectedBytes || pdu.remaining() != expectedBytes) {
            return badValue(function);
        }
        if (address + count > ADDRESSES) {
            return badAddress(function);
        }
        int[] values = table.isBits() ? bits(pdu, count) : registers(pdu, count);
        return new WriteMultiple(function, table, address, values);
    }

    private static Request maskWrite(ByteBuffer pdu) {
        if (pdu.remaining() != 6) {
            return badValue(MASK_WRITE_REGISTER);
        }
        return new MaskWrite(u16(pdu), u16(pdu), u16(pdu));
    }

    private static Request readWrite(ByteBuffer pdu) {
        if (pdu.remaining() < 9) {
            return badValue(READ_WRITE_REGISTERS);
        }
        int readAddress = u16(pdu);
        int readCount = u16(pdu);
        int writeAddress = u16(pdu);
        int writeCount = u16(pdu);
        int byteCount = Byte.toUnsignedInt(pdu.get());
        boolean validCounts = readCount >= 1
                && readCount <= MAX_READ_REGISTERS
                && writeCount >= 1
                && writeCount <= MAX_READ_WRITE_REGISTERS;
        if (!validCounts || byteCount != writeCount * 2 || pdu.remaining() != byteCount) {
            return badValue(READ_WRITE_REGISTERS);
        }
        if (readAddress + readCount > ADDRESSES || writeAddress + writeCount > ADDRESSES) {
            return badAddress(READ_WRITE_REGISTERS);
        }
        return new ReadWrite(readAddress, readCount, writeAddress, registers(pdu, writeCount));
    }

    private static int[] registers(ByteBuffer pdu, int count) {
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = u16(pdu);
        }
        return values;
    }

    private static int[] bits(ByteBuffer pdu, int count) {
        int first = pdu.position();
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = pdu.get(first + i / 8) >> (i % 8) & 1;
        }
        return values;
    }

    private static int u16(ByteBuffer pdu) {
        return Short.toUnsignedInt(pdu.getShort());
    }

    private static Request badValue(int function) {
        return new Malformed(function, ExceptionCode.ILLEGAL_DATA_VALUE);
    }

    private static Request badAddress(int function) {
        return new Malformed(function, ExceptionCode.ILLEGAL_DATA_ADDRESS);
    }
}
