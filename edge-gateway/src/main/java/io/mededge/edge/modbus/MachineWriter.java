package io.mededge.edge.modbus;

import com.ghgande.j2mod.modbus.msg.MaskWriteRegisterRequest;
import com.ghgande.j2mod.modbus.msg.ModbusRequest;
import com.ghgande.j2mod.modbus.msg.ReadWriteMultipleRequest;
import com.ghgande.j2mod.modbus.msg.WriteCoilRequest;
import com.ghgande.j2mod.modbus.msg.WriteMultipleCoilsRequest;
import com.ghgande.j2mod.modbus.msg.WriteMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.msg.WriteSingleRegisterRequest;
import com.ghgande.j2mod.modbus.procimg.Register;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.util.BitVector;
import io.mededge.edge.profile.Device;
import io.mededge.model.fault.FaultCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/**
 * The only way to write to a machine. A write takes its turn between two polls of its address and is sent at most once: it is never repeated, and never sent
 * after its time. Whoever writes reads back afterwards: a confirmation says that the machine has taken the frame, not what it does with it.
 *
 * <p>Registers and coils by their 0-based address; register values are 0 to 65535. Thread-safe.
 */
public final class MachineWriter {
    private static final int MAX_COILS = 1_968;
    private static final int MAX_REGISTERS = 123;
    private static final int MAX_REGISTERS_BESIDE_A_READ = 121;
    private static final int MAX_REGISTERS_READ = 125;
    private static final int READ_WRITE = 23;

    private final ModbusPoller poller;

    public MachineWriter(ModbusPoller poller) {
        this.poller = poller;
    }

    /** What became of a write. */
    public sealed interface Outcome {
        /** The machine has confirmed it. @param registers those that function 23 has read after writing, else none */
        record Confirmed(int[] registers) implements Outcome {}

        /** The machine has refused it with this exception code; nothing was written, unless the code is 5 (acknowledge). */
        record Refused(int exceptionCode) implements Outcome {}

        /** It was not sent. */
        record NotSent(String why) implements Outcome {}

        /** It was sent and there is no answer: whether the machine has executed it is not known. */
        record Unknown(FaultCode fault, String detail) implements Outcome {}
    }

    /** A write as it is sent. Only this class makes one; {@link #toString} leaves the values out. */
    static final class Write implements Request {
        private final byte[] pdu;
        private final int answerBytes;
        private final int echoedBytes;

        /** @param echoedBytes how many bytes of the request a normal answer repeats, from the function code on; 0 for a read and write */
        private Write(ModbusRequest request, int answerBytes, int echoedBytes) {
            var data = request.getMessage();
            this.pdu = new byte[1 + data.length];
            this.pdu[0] = (byte) request.getFunctionCode();
            System.arraycopy(data, 0, pdu, 1, data.length);
            this.answerBytes = answerBytes;
            this.echoedBytes = echoedBytes;
        }

        @Override
        public byte[] pdu() {
            return pdu.clone();
        }

        @Override
        public int answerBytes() {
            return answerBytes;
        }

        @Override
        public Answer answer(byte[] frame, int start) {
            if (function() != READ_WRITE) {
                return Arrays.equals(frame, start, start + echoedBytes, pdu, 0, echoedBytes)
                        ? new Answer.Written()
                        : Answer.garbled("another write was confirmed");
            }
            var words = new int[(answerBytes - 2) / 2];
            if ((frame[start + 1] & 0xff) != 2 * words.length) {
                return Answer.garbled("another number of registers than was asked for");
            }
            for (var i = 0; i < words.length; i++) {
                words[i] = (frame[start + 2 + 2 * i] & 0xff) << 8 | frame[start + 3 + 2 * i] & 0xff;
            }
            return new Answer.Words(words);
        }

        @Override
        public String toString() {
            return "a write by function " + function();
        }
    }

    /** Function 5. @param within sent by then or never */
    public CompletableFuture<Outcome> coil(Device device, int address, boolean on, Duration within) {
        checkRange(address, 1, 1);
        return send(device, new Write(new WriteCoilRequest(address, on), 5, 5), within);
    }

    /** Function 6. @param within sent by then or never */
    public CompletableFuture<Outcome> register(Device device, int address, int value, Duration within) {
        checkRange(address, 1, 1);
        return send(device, new Write(new WriteSingleRegisterRequest(address, registers(value)[0]), 5, 5), within);
    }

    /** Function 15, 1 to 1968 coils. @param within sent by then or never */
    public CompletableFuture<Outcome> coils(Device device, int address, boolean[] on, Duration within) {
        checkRange(address, on.length, MAX_COILS);
        var bits = new BitVector(on.length);
        for (var i = 0; i < on.length; i++) {
            bits.setBit(i, on[i]);
        }
        return send(device, new Write(new WriteMultipleCoilsRequest(address, bits), 5, 5), within);
    }

    /** Function 16, 1 to 123 registers. @param within sent by then or never */
    public CompletableFuture<Outcome> registers(Device device, int address, int[] values, Duration within) {
        checkRange(address, values.length, MAX_REGISTERS);
        return send(device, new Write(new WriteMultipleRegistersRequest(address, registers(values)), 5, 5), within);
    }

    /** Function 22: the register becomes {@code old & and | or & ~and}. @param within sent by then or never */
    public CompletableFuture<Outcome> mask(Device device, int address, int and, int or, Duration within) {
        checkRange(address, 1, 1);
        registers(and, or);
        return send(device, new Write(new MaskWriteRegisterRequest(address, and, or), 7, 7), within);
    }

    /** Function 23: writes 1 to 121 registers, then reads 1 to 125. @param within sent by then or never */
    public CompletableFuture<Outcome> readWrite(
            Device device, int readAddress, int readCount, int writeAddress, int[] values, Duration within) {
        checkRange(readAddress, readCount, MAX_REGISTERS_READ);
        checkRange(writeAddress, values.length, MAX_REGISTERS_BESIDE_A_READ);
        var request = new ReadWriteMultipleRequest(device.unit(), readAddress, readCount, writeAddress, values.length);
        request.setRegisters(registers(values));
        return send(device, new Write(request, 2 + 2 * readCount, 0), within);
    }

    private CompletableFuture<Outcome> send(Device device, Write write, Duration within) {
        return poller.send(device, write, within).handle((answer, notSent) -> {
            if (answer == null) {
                return new Outcome.NotSent(String.valueOf(notSent.getMessage()));
            }
            if (answer instanceof Answer.Refused refused) {
                return new Outcome.Refused(refused.code());
            }
            if (answer instanceof Answer.Failed failed) {
                return failed.fault() == FaultCode.MODBUS_CONNECT_FAILED
                        ? new Outcome.NotSent(failed.detail())
                        : new Outcome.Unknown(failed.fault(), failed.detail());
            }
            return new Outcome.Confirmed(answer instanceof Answer.Words words ? words.words() : new int[0]);
        });
    }

    private static void checkRange(int address, int count, int max) {
        if (address < 0 || count < 1 || count > max || address + count > 65_536) {
            throw new IllegalArgumentException("no request can write or read " + count + " from " + address);
        }
    }

    private static Register[] registers(int... values) {
        return Arrays.stream(values)
                .mapToObj(value -> {
                    if (value < 0 || value > 0xffff) {
                        throw new IllegalArgumentException("a register holds 0 to 65535");
                    }
                    return new SimpleRegister(value);
                })
                .toArray(Register[]::new);
    }
}
