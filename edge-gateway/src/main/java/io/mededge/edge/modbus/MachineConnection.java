package io.mededge.edge.modbus;

import com.ghgande.j2mod.modbus.ModbusIOException;
import com.ghgande.j2mod.modbus.io.ModbusTCPTransport;
import com.ghgande.j2mod.modbus.msg.ExceptionResponse;
import com.ghgande.j2mod.modbus.msg.ModbusRequest;
import com.ghgande.j2mod.modbus.msg.ModbusResponse;
import com.ghgande.j2mod.modbus.msg.ReadCoilsRequest;
import com.ghgande.j2mod.modbus.msg.ReadCoilsResponse;
import com.ghgande.j2mod.modbus.msg.ReadInputDiscretesRequest;
import com.ghgande.j2mod.modbus.msg.ReadInputDiscretesResponse;
import com.ghgande.j2mod.modbus.msg.ReadInputRegistersRequest;
import com.ghgande.j2mod.modbus.msg.ReadInputRegistersResponse;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersRequest;
import com.ghgande.j2mod.modbus.msg.ReadMultipleRegistersResponse;
import com.ghgande.j2mod.modbus.util.BitVector;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.Device.Address;
import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One Modbus TCP connection with one outstanding request. Uses j2mod's transport and messages, not its transactions: those accept an answer whose
 * transaction, unit or length is not the request's. Here anything that is not exactly the answer closes the connection, so that a late answer can never be
 * taken for the next request's. Used by one thread.
 */
final class MachineConnection implements AutoCloseable {
    private static final int EXCEPTION_BIT = 0x80;

    private final Address address;
    private final Duration connectTimeout;
    private @Nullable Link link;
    private int transaction;

    private record Link(DeadlineSocket socket, ModbusTCPTransport transport) {}

    sealed interface Answer {
        /** As many as the block has. */
        record Words(int[] words) implements Answer {}

        record Failed(FaultCode fault, String detail) implements Answer {}
    }

    MachineConnection(Address address, Duration connectTimeout) {
        this.address = address;
        this.connectTimeout = connectTimeout;
    }

    /** Reads a block. Connects first if need be. Takes at most the time to connect plus the given one. */
    Answer read(int unit, Block block, Duration timeout) {
        var open = link;
        if (open == null) {
            try {
                open = connect();
                link = open;
            } catch (IOException refused) {
                return new Answer.Failed(FaultCode.MODBUS_CONNECT_FAILED, address + ": " + refused.getMessage());
            }
        }
        var answer = exchange(open, unit, block, timeout);
        if (answer instanceof Answer.Failed failed && failed.fault() != FaultCode.MODBUS_EXCEPTION) {
            close();
        }
        return answer;
    }

    private Link connect() throws IOException {
        var socket = new DeadlineSocket();
        try {
            socket.setTcpNoDelay(true);
            // a fresh name look-up each time: machines move
            socket.connect(
                    new InetSocketAddress(address.host(), address.port()), Math.toIntExact(connectTimeout.toMillis()));
            return new Link(socket, new ModbusTCPTransport(socket));
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed instanceof IOException io ? io : new IOException(failed);
        }
    }

    private Answer exchange(Link open, int unit, Block block, Duration timeout) {
        var request = request(block);
        transaction = transaction % 0xffff + 1;
        request.setTransactionID(transaction);
        request.setUnitID(unit);
        try {
            open.socket().expectAnswerWithin(timeout.toNanos());
            open.transport().writeRequest(request);
            return check(request, open.transport().readResponse(), block);
        } catch (ModbusIOException failed) {
            return failure(open.socket(), "unit " + unit + ", " + block);
        } catch (RuntimeException unreadable) {
            // j2mod reads lengths and codes from the wire without checking them all
            return new Answer.Failed(FaultCode.MODBUS_GARBLED, address + ": " + unreadable);
        }
    }

    private Answer failure(DeadlineSocket socket, String what) {
        var detail = address + " " + what;
        if (socket.timedOut()) {
            return socket.answerBegan()
                    ? new Answer.Failed(FaultCode.MODBUS_GARBLED, detail + ": the answer began and did not end in time")
                    : new Answer.Failed(FaultCode.MODBUS_TIMEOUT, detail);
        }
        return new Answer.Failed(
                socket.ended() || !socket.answerBegan() ? FaultCode.MODBUS_DISCONNECTED : FaultCode.MODBUS_GARBLED,
                detail);
    }

    private static ModbusRequest request(Block block) {
        return switch (block.area()) {
            case COIL -> new ReadCoilsRequest(block.address(), block.count());
            case DISCRETE -> new ReadInputDiscretesRequest(block.address(), block.count());
            case HOLDING -> new ReadMultipleRegistersRequest(block.address(), block.count());
            case INPUT -> new ReadInputRegistersRequest(block.address(), block.count());
        };
    }

    private Answer check(ModbusRequest request, ModbusResponse response, Block block) {
        if (response.getTransactionID() != request.getTransactionID()
                || response.getProtocolID() != 0
                || response.getUnitID() != request.getUnitID()) {
            return garbled("the answer belongs to another request");
        }
        if (response instanceof ExceptionResponse exception) {
            return response.getFunctionCode() == (request.getFunctionCode() | EXCEPTION_BIT)
                    ? new Answer.Failed(
                            FaultCode.MODBUS_EXCEPTION,
                            address + " unit " + request.getUnitID() + ", " + block + ": exception "
                                    + exception.getExceptionCode())
                    : garbled("function " + response.getFunctionCode() + " was not asked for");
        }
        if (response.getFunctionCode() != request.getFunctionCode()) {
            return garbled("function " + response.getFunctionCode() + " was not asked for");
        }
        if (response instanceof ReadInputRegistersResponse registers) {
            return words(block, registers.getByteCount(), registers::getRegisterValue);
        }
        if (response instanceof ReadMultipleRegistersResponse registers) {
            return words(block, registers.getByteCount(), registers::getRegisterValue);
        }
        if (response instanceof ReadInputDiscretesResponse bits) {
            return bits(block, bits.getDiscretes());
        }
        if (response instanceof ReadCoilsResponse bits) {
            return bits(block, bits.getCoils());
        }
        return garbled("function " + response.getFunctionCode() + " was not asked for");
    }

    private Answer words(Block block, int byteCount, IntUnaryOperator register) {
        if (byteCount != 2 * block.count()) {
            return garbled(byteCount + " bytes instead of " + 2 * block.count());
        }
        var words = new int[block.count()];
        for (var i = 0; i < words.length; i++) {
            words[i] = register.applyAsInt(i) & 0xffff;
        }
        return new Answer.Words(words);
    }

    private Answer bits(Block block, BitVector bits) {
        if (bits.byteSize() != (block.count() + 7) / 8) {
            return garbled(bits.byteSize() + " bytes of bits instead of " + (block.count() + 7) / 8);
        }
        var words = new int[block.count()];
        for (var i = 0; i < words.length; i++) {
            words[i] = bits.getBit(i) ? 1 : 0;
        }
        return new Answer.Words(words);
    }

    private Answer garbled(String why) {
        return new Answer.Failed(FaultCode.MODBUS_GARBLED, address + ": " + why);
    }

    @Override
    public void close() {
        var open = link;
        link = null;
        if (open != null) {
            try {
                open.socket().close();
            } catch (IOException ignored) {
                // nobody waits for it any more
            }
        }
    }
}
