package io.mededge.infra.simulator.modbus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client of one port. Lives on the server's one thread. Holds at most one frame of unread input and {@link #MAX_PENDING_ANSWERS}
 * unsent answers; a client that pipelines more is simply not read until it takes its answers.
 */
final class Connection {
    static final int MAX_PENDING_ANSWERS = 16;

    /** After so many reads the other connections get their turn. */
    private static final int MAX_ROUNDS = 32;

    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    private record Pending(ByteBuffer bytes, long dueNanos) {}

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Endpoint endpoint;
    private final long openedNanos;
    private final ByteBuffer input = ByteBuffer.allocate(Frame.MAX_BYTES);
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private long usedNanos;
    private long garbledCount;
    private boolean deaf;
    private boolean ending;

    Connection(SocketChannel channel, SelectionKey key, Endpoint endpoint, long nowNanos) {
        this.channel = channel;
        this.key = key;
        this.endpoint = endpoint;
        this.openedNanos = nowNanos;
        this.usedNanos = nowNanos;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** When the client was last heard. */
    long usedNanos() {
        return usedNanos;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    /** Nanoseconds until the next answer may leave; {@link Long#MAX_VALUE} when none waits for its time. */
    long nanosToNextAnswer(long nowNanos) {
        Pending next = pending.peek();
        return next == null || next.dueNanos() - nowNanos <= 0 ? Long.MAX_VALUE : next.dueNanos() - nowNanos;
    }

    /** Moves everything that can move now: input, requests, answers. An I/O error ends the connection, nothing else. */
    void service(long nowNanos) {
        WireFaults.@Nullable Active fault = endpoint.faults().at(nowNanos);
        WireFault kind = fault == null ? null : fault.fault();
        if (kind == WireFault.DISCONNECT) {
            close();
            return;
        }
        if (fault != null && kind == WireFault.HALF_OPEN && openedNanos - fault.sinceNanos() < 0) {
            deaf = true;
        }
        if (kind == WireFault.HANG && !deaf) {
            key.interestOps(0);
            return;
        }
        try {
            exchange(fault, nowNanos);
        } catch (IOException gone) {
            close();
        }
        if (channel.isOpen()) {
            boolean sendable = !pending.isEmpty() && pending.peek().dueNanos() - nowNanos <= 0;
            boolean readable = pending.size() < MAX_PENDING_ANSWERS;
            key.interestOps((sendable ? SelectionKey.OP_WRITE : 0) | (readable ? SelectionKey.OP_READ : 0));
        }
    }

    void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException alreadyGone) {
            pending.clear();
        }
    }

    private void exchange(WireFaults.@Nullable Active fault, long nowNanos) throws IOException {
        send(nowNanos);
        boolean progressed = true;
        for (int round = 0; progressed && !ending && round < MAX_ROUNDS; round++) {
            progressed = pending.size() < MAX_PENDING_ANSWERS && readAndAnswer(fault, nowNanos);
        }
        send(nowNanos);
        if (ending) {
            // what came before the end is still answered, as far as the client takes it at once
            close();
        }
    }

    /** Returns whether there may be more to do. */
    private boolean readAndAnswer(WireFaults.@Nullable Active fault, long nowNanos) throws IOException {
        int count = channel.read(input);
        ending = count < 0;
        if (count > 0) {
            usedNanos = nowNanos;
        }
        if (deaf) {
            input.clear();
        }
        return answerFrames(fault, nowNanos) || count > 0;
    }

    private boolean answerFrames(WireFaults.@Nullable Active fault, long nowNanos) {
        boolean answered = false;
        input.flip();
        while (pending.size() < MAX_PENDING_ANSWERS) {
            Frame frame = Frame.next(input);
            if (frame instanceof Frame.Adu request) {
                pending.add(answer(request, fault, nowNanos));
                answered = true;
            } else {
                ending |= frame instanceof Frame.Broken;
                break;
            }
        }
        input.compact();
        return answered;
    }

    private Pending answer(Frame.Adu request, WireFaults.@Nullable Active fault, long nowNanos) {
        ByteBuffer frame = Frame.answer(request, respond(request, fault));
        long dueNanos = nowNanos;
        if (fault != null && fault.fault() == WireFault.SLOW) {
            dueNanos += TimeUnit.MILLISECONDS.toNanos(WireFault.SLOW_ANSWER_MILLIS);
        }
        if (fault != null && fault.fault() == WireFault.GARBLED) {
            frame = Garbling.turn(garbledCount++).damage(frame);
        }
        return new Pending(frame, dueNanos);
    }

    private byte[] respond(Frame.Adu request, WireFaults.@Nullable Active fault) {
        int function = Byte.toUnsignedInt(request.pdu().get(0)) & 0x7F;
        ModbusUnit unit = endpoint.units().get(request.unit());
        if (unit == null) {
            return Exchange.exception(function, ExceptionCode.GATEWAY_PATH_UNAVAILABLE);
        }
        ExceptionCode forced =
                fault != null && fault.concerns(request.unit()) ? fault.fault().exception() : null;
        if (forced == null || forced == ExceptionCode.ACKNOWLEDGE) {
            byte[] response = perform(function, request, unit);
            if (forced == null) {
                return response;
            }
        }
        return Exchange.exception(function, forced);
    }

    /** A defect of one simulated device must not end the service of the others. */
    private byte[] perform(int function, Frame.Adu request, ModbusUnit unit) {
        try {
            return Exchange.perform(Request.decode(request.pdu()), unit);
        } catch (RuntimeException defect) {
            LOG.log(System.Logger.Level.ERROR, "unit " + request.unit() + " of " + endpoint.name() + " failed", defect);
            return Exchange.exception(function, ExceptionCode.SERVER_DEVICE_FAILURE);
        }
    }

    private void send(long nowNanos) throws IOException {
        Pending next = pending.peek();
        while (next != null && next.dueNanos() - nowNanos <= 0) {
            channel.write(next.bytes());
            if (next.bytes().hasRemaining()) {
                return;
            }
            pending.remove();
            next = pending.peek();
        }
    }
}
