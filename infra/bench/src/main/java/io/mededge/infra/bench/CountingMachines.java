package io.mededge.infra.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Modbus TCP servers for load: one thread for all ports, whatever unit, only function 3 from address 0. Every read is answered with its own number and the
 * time of the answer, so that whoever sees the values can say what is missing, what is double and how old it is.
 *
 * <p>Registers: 0 and 1 the number of the read, 2 and 3 microseconds since {@link #originNanos}, both with the low word first; the others move slowly.
 */
final class CountingMachines implements AutoCloseable {
    static final int REGISTERS = 20;

    private static final int REQUEST_BYTES = 12;
    private static final int READ_HOLDING_REGISTERS = 3;
    private static final int ANSWER_BYTES = 9 + 2 * REGISTERS;

    private final Selector selector = Selector.open();
    private final List<Integer> ports = new ArrayList<>();
    private final AtomicLongArray reads;
    private final long originNanos = System.nanoTime();
    private final Thread thread = new Thread(this::serve, "machines");
    private volatile boolean open = true;

    private record Conversation(int machine, ByteBuffer in, ByteBuffer out) {}

    CountingMachines(int number) throws IOException {
        reads = new AtomicLongArray(number);
        for (var machine = 0; machine < number; machine++) {
            var listener = ServerSocketChannel.open();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT, machine);
            ports.add(((InetSocketAddress) listener.getLocalAddress()).getPort());
        }
        thread.setDaemon(true);
        thread.start();
    }

    List<Integer> ports() {
        return List.copyOf(ports);
    }

    /** How often each machine was read. */
    long[] reads() {
        var copy = new long[reads.length()];
        for (var i = 0; i < copy.length; i++) {
            copy[i] = reads.get(i);
        }
        return copy;
    }

    /** Microseconds since these machines began, modulo 2³². */
    long nowMicros() {
        return (System.nanoTime() - originNanos) / 1_000 & 0xFFFF_FFFFL;
    }

    private void serve() {
        try {
            while (open) {
                selector.select(key -> {
                    try {
                        if (key.isAcceptable()) {
                            accept(key);
                        } else {
                            answer(key);
                        }
                    } catch (IOException gone) {
                        key.cancel();
                        close(key);
                    }
                });
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void accept(SelectionKey key) throws IOException {
        var channel = ((ServerSocketChannel) key.channel()).accept();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(
                selector,
                SelectionKey.OP_READ,
                new Conversation(
                        (Integer) key.attachment(),
                        ByteBuffer.allocateDirect(4 * REQUEST_BYTES),
                        ByteBuffer.allocateDirect(4 * ANSWER_BYTES)));
    }

    private void answer(SelectionKey key) throws IOException {
        var channel = (SocketChannel) key.channel();
        var conversation = (Conversation) key.attachment();
        if (channel.read(conversation.in()) < 0) {
            throw new IOException("closed");
        }
        var in = conversation.in().flip();
        while (in.remaining() >= REQUEST_BYTES) {
            var out = conversation.out().clear();
            if (in.get(in.position() + 7) != READ_HOLDING_REGISTERS) {
                throw new IOException("function " + in.get(in.position() + 7));
            }
            var transaction = in.getShort();
            var unit = in.get(in.position() + 4);
            in.position(in.position() + REQUEST_BYTES - 2);
            write(out, transaction, unit, reads.incrementAndGet(conversation.machine()));
            channel.write(out.flip()); // 49 bytes and one request at a time: a socket's buffer has room
        }
        in.compact();
    }

    private void write(ByteBuffer out, short transaction, byte unit, long number) {
        out.putShort(transaction).putShort((short) 0).putShort((short) (3 + 2 * REGISTERS));
        out.put(unit).put((byte) READ_HOLDING_REGISTERS).put((byte) (2 * REGISTERS));
        var micros = nowMicros();
        out.putShort((short) number).putShort((short) (number >> 16));
        out.putShort((short) micros).putShort((short) (micros >> 16));
        for (var register = 4; register < REGISTERS; register++) {
            out.putShort((short) (1_000 * register + number / 64 % 100));
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException alreadyGone) {
            // that is what was wanted
        }
    }

    @Override
    public void close() throws IOException {
        open = false;
        selector.wakeup();
        for (var key : selector.keys()) {
            close(key);
        }
        selector.close();
    }
}
