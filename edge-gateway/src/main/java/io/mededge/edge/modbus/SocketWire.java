package io.mededge.edge.modbus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A TCP connection served by the poll loop itself. */
final class SocketWire implements Wire {
    private final PollLoop loop;
    private final Listener listener;
    private @Nullable SocketChannel channel;
    private @Nullable SelectionKey key;
    private boolean closed;

    /** Begins to connect. The name is looked up elsewhere, as that may take seconds, and each time, as machines move. */
    SocketWire(PollLoop loop, String host, int port, Listener listener) {
        this.loop = loop;
        this.listener = listener;
        loop.lookUp(host, address -> connect(address, port), listener::ended);
    }

    private void connect(InetAddress address, int port) {
        if (closed) {
            return;
        }
        try {
            var connecting = SocketChannel.open();
            channel = connecting;
            connecting.configureBlocking(false);
            connecting.setOption(StandardSocketOptions.TCP_NODELAY, true);
            connecting.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            var connected = connecting.connect(new InetSocketAddress(address, port));
            key = loop.register(connecting, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this::advance);
            if (connected) {
                listener.opened();
            }
        } catch (IOException | RuntimeException refused) {
            listener.ended(String.valueOf(refused.getMessage()));
        }
    }

    /** What the selector has found. */
    private void advance() {
        var open = channel;
        var registered = key;
        if (open == null || registered == null || !registered.isValid()) {
            return;
        }
        try {
            if (registered.isConnectable()) {
                open.finishConnect();
                registered.interestOps(SelectionKey.OP_READ);
                listener.opened();
            } else {
                var bytes = loop.buffer();
                if (open.read(bytes) < 0) {
                    listener.ended("the other side has closed the connection");
                } else {
                    listener.received(bytes.flip());
                }
            }
        } catch (IOException broken) {
            listener.ended(String.valueOf(broken.getMessage()));
        }
    }

    @Override
    public void send(ByteBuffer frame) throws IOException {
        var open = channel;
        if (open == null) {
            throw new IOException("not connected");
        }
        open.write(frame);
        if (frame.hasRemaining()) {
            // there is one small request at a time: who leaves that unread has not read for long
            throw new IOException("the other side reads nothing");
        }
    }

    @Override
    public void close() {
        closed = true;
        var open = channel;
        if (open != null) {
            try {
                open.close();
            } catch (IOException ignored) {
                // nobody waits for it any more
            }
        }
    }
}
