package io.mededge.infra.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
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

/**
 * Many Modbus TCP servers on one thread that do nothing but answer: function 4, register n of the answer is n, register 0 is 0. They cost less than whoever
 * asks them, which the simulator, for all that it simulates, does not.
 */
final class RegisterServers implements AutoCloseable {
    private static final int REQUEST_BYTES = 12;
    private static final int READ_INPUT_REGISTERS = 4;
    private static final int MAX_REGISTERS = 125;

    private final Selector selector = Selector.open();
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final ByteBuffer in = ByteBuffer.allocateDirect(REQUEST_BYTES);
    private final ByteBuffer out = ByteBuffer.allocateDirect(9 + 2 * MAX_REGISTERS);
    private final Thread thread = new Thread(this::serve, "register servers");
    private volatile long requests;
    private volatile boolean closed;

    RegisterServers(int count) throws IOException {
        for (var i = 0; i < count; i++) {
            var listener = ServerSocketChannel.open();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            listeners.add(listener);
        }
        thread.setDaemon(true);
        thread.start();
    }

    List<Integer> ports() {
        return listeners.stream()
                .map(listener -> listener.socket().getLocalPort())
                .toList();
    }

    long requests() {
        return requests;
    }

    /** CPU time of the serving thread, nanoseconds. */
    long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId());
    }

    private void serve() {
        try {
            while (!closed) {
                selector.select(this::ready);
            }
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                var accepted = ((ServerSocketChannel) key.channel()).accept();
                accepted.configureBlocking(false);
                accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
                accepted.register(selector, SelectionKey.OP_READ);
            } else {
                answer((SocketChannel) key.channel());
            }
        } catch (IOException gone) {
            key.cancel();
        }
    }

    /** A client has one request outstanding, so what is read is one whole request. */
    private void answer(SocketChannel channel) throws IOException {
        var count = channel.read(in.clear());
        if (count < 0) {
            channel.close();
            return;
        }
        var registers = Short.toUnsignedInt(in.getShort(10));
        if (count != REQUEST_BYTES || in.get(7) != READ_INPUT_REGISTERS || registers > MAX_REGISTERS) {
            throw new IOException("not what a bench asks");
        }
        out.clear().putShort(in.getShort(0)).putShort((short) 0).putShort((short) (3 + 2 * registers));
        out.put(in.get(6)).put((byte) READ_INPUT_REGISTERS).put((byte) (2 * registers));
        var first = in.getShort(8);
        for (var i = 0; i < registers; i++) {
            out.putShort((short) (first + i));
        }
        channel.write(out.flip());
        requests = requests + 1;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        for (var listener : listeners) {
            listener.close();
        }
    }
}
