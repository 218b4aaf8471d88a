package io.mededge.infra.simulator.modbus;

import io.mededge.infra.simulator.modbus.Outcome.Refused;
import io.mededge.infra.simulator.modbus.Outcome.Values;
import io.mededge.infra.simulator.modbus.Outcome.Written;
import java.nio.ByteBuffer;

/** One request performed on one unit: request in, response PDU out, no socket anywhere. */
final class Exchange {
    private static final int EXCEPTION_BIT = 0x80;

    private Exchange() {}

    /** Performs the request and encodes the answer, which is at most 253 bytes long. */
    static byte[] perform(Request request, ModbusUnit unit) {
        if (request instanceof Request.Read read) {
            return answerRead(read.function(), read.table(), unit.read(read.table(), read.address(), read.count()));
        }
        if (request instanceof Request.WriteSingle write) {
            int value = write.table().isBits() ? write.rawValue() == Request.COIL_ON ? 1 : 0 : write.rawValue();
            Outcome outcome = unit.write(write.table(), write.address(), new int[] {value});
            return answerWrite(write.function(), outcome, write.address(), write.rawValue());
        }
        if (request instanceof Request.WriteMultiple write) {
            Outcome outcome = unit.write(write.table(), write.address(), write.values());
            return answerWrite(write.function(), outcome, write.address(), write.values().length);
        }
        if (request instanceof Request.MaskWrite mask) {
            return maskWrite(mask, unit);
        }
        if (request instanceof Request.ReadWrite both) {
            return readWrite(both, unit);
        }
        Request.Malformed malformed = (Request.Malformed) request;
        return exception(malformed.function(), malformed.code());
    }

    /** An exception response. */
    static byte[] exception(int function, ExceptionCode code) {
        return new byte[] {(byte) (function | EXCEPTION_BIT), (byte) code.code()};
    }

    private static byte[] maskWrite(Request.MaskWrite mask, ModbusUnit unit) {
        int function = Request.MASK_WRITE_REGISTER;
        Outcome current = unit.read(Table.HOLDING_REGISTER, mask.address(), 1);
        if (!(current instanceof Values values)) {
            return refusal(function, current);
        }
        int value = (values.cells()[0] & mask.andMask()) | (mask.orMask() & ~mask.andMask());
        Outcome written = unit.write(Table.HOLDING_REGISTER, mask.address(), new int[] {value & 0xFFFF});
        return answerWrite(function, written, mask.address(), mask.andMask(), mask.orMask());
    }

    private static byte[] readWrite(Request.ReadWrite both, ModbusUnit unit) {
        int function = Request.READ_WRITE_REGISTERS;
        // a read that is going to be refused must not leave its write behind
        Outcome before = unit.read(Table.HOLDING_REGISTER, both.readAddress(), both.readCount());
        if (before instanceof Refused) {
            return refusal(function, before);
        }
        Outcome written = unit.write(Table.HOLDING_REGISTER, both.writeAddress(), both.values());
        if (written instanceof Refused) {
            return refusal(function, written);
        }
        Outcome after = unit.read(Table.HOLDING_REGISTER, both.readAddress(), both.readCount());
        return answerRead(function, Table.HOLDING_REGISTER, after);
    }

    private static byte[] answerRead(int function, Table table, Outcome outcome) {
        if (!(outcome instanceof Values values)) {
            return refusal(function, outcome);
        }
        int[] cells = values.cells();
        int byteCount = table.isBits() ? (cells.length + 7) / 8 : cells.length * 2;
        ByteBuffer pdu = ByteBuffer.allocate(2 + byteCount).put((byte) function).put((byte) byteCount);
        if (table.isBits()) {
            for (int i = 0; i < cells.length; i++) {
                int at = 2 + i / 8;
                pdu.put(at, (byte) (pdu.get(at) | cells[i] << (i % 8)));
            }
        } else {
            for (int cell : cells) {
                pdu.putShort((short) cell);
            }
        }
        return pdu.array();
    }

    private static byte[] answerWrite(int function, Outcome outcome, int... echo) {
        if (!(outcome instanceof Written)) {
            return refusal(function, outcome);
        }
        ByteBuffer pdu = ByteBuffer.allocate(1 + 2 * echo.length).put((byte) function);
        for (int word : echo) {
            pdu.putShort((short) word);
        }
        return pdu.array();
    }

    private static byte[] refusal(int function, Outcome outcome) {
        return exception(
                function, outcome instanceof Refused refused ? refused.code() : ExceptionCode.SERVER_DEVICE_FAILURE);
    }
}
