package io.mededge.edge.modbus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A connection that can only be read by waiting for it, a serial port or TLS: opened and read by a thread of its own, written by the poll loop. */
final class StreamWire implements Wire {
    private static final long STACK_BYTES = 256 * 1024;

    /** Opens the stream; may take its time. */
    @FunctionalInterface
    interface Opener {
        Stream open() throws IOException;
    }

    /** An open serial port or TLS connection, read and closed by the wire's thread. */
    interface Stream {
        /** At least one byte, 0 when there was none for a while, -1 at the end. */
        int read(byte[] bytes) throws IOException;

        /** A frame has at most 256 bytes, which the system takes at once. */
        void write(byte[] bytes) throws IOException;

        /** From the poll loop: no {@link #read} lasts much longer after this. Does not block. */
        void hangUp();

        void close();
    }

    private final PollLoop loop;
    private final Listener listener;
    private final Opener opener;
    private @Nullable Stream stream;
    private volatile boolean closed;

    StreamWire(PollLoop loop, String name, Opener opener, Listener listener) {
        this.loop = loop;
        this.opener = opener;
        this.listener = listener;
        var thread = new Thread(null, this::run, "modbus " + name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            var opened = opener.open();
            try {
                inLoop(() -> hold(opened));
                read(opened);
            } finally {
                opened.close();
            }
        } catch (IOException | RuntimeException broken) {
            inLoop(() -> listener.ended(String.valueOf(broken.getMessage())));
        }
    }

    private void read(Stream opened) throws IOException {
        var bytes = new byte[Framing.MAX_FRAME_BYTES];
        while (!closed) {
            var count = opened.read(bytes);
            if (count < 0) {
                throw new IOException("the other side has closed the connection");
            }
            if (count > 0) {
                var piece = ByteBuffer.wrap(Arrays.copyOf(bytes, count));
                inLoop(() -> listener.received(piece));
            }
        }
    }

    private void hold(Stream opened) {
        stream = opened;
        listener.opened();
    }

    private void inLoop(Runnable task) {
        loop.execute(() -> {
            if (!closed) {
                task.run();
            }
        });
    }

    @Override
    public void send(ByteBuffer frame) throws IOException {
        var open = stream;
        if (open == null) {
            throw new IOException("not connected");
        }
        var bytes = new byte[frame.remaining()];
        frame.get(bytes);
        open.write(bytes);
    }

    @Override
    public void close() {
        closed = true;
        var open = stream;
        stream = null;
        if (open != null) {
            open.hangUp();
        }
    }
}
