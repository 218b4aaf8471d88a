package io.mededge.edge.modbus;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Units on a serial line, written by hand. Register {@code n} of an answer holds the number of the request plus {@code n}, so that each answer tells which
 * request it belongs to. Answers in the order of the requests, as machines do, however late.
 */
final class SerialMachine implements AutoCloseable {
    /** Puts an answer on the line, well or badly. */
    @FunctionalInterface
    interface Manner {
        void answer(byte[] request, byte[] frame, RandomAccessFile line) throws IOException, InterruptedException;
    }

    final AtomicInteger requests = new AtomicInteger();
    /** Shortest time from the last answer to the first byte of the next request, nanoseconds. */
    final AtomicLong shortestGapNanos = new AtomicLong(Long.MAX_VALUE);

    volatile Manner manner = (request, frame, line) -> line.write(frame);

    private final RandomAccessFile line;
    private final Thread thread = new Thread(this::serve, "serial machine");
    private long answeredNanos;

    SerialMachine(Path port) throws IOException {
        line = new RandomAccessFile(port.toFile(), "rw");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve() {
        var request = new byte[8];
        try {
            while (true) {
                line.readFully(request, 0, 1);
                var now = System.nanoTime();
                if (answeredNanos != 0) {
                    shortestGapNanos.accumulateAndGet(now - answeredNanos, Math::min);
                }
                line.readFully(request, 1, 7);
                var number = requests.incrementAndGet();
                // before writing: this thread may be held up after it, and the gap would look shorter than it was
                answeredNanos = System.nanoTime();
                manner.answer(request.clone(), frame(request, number), line);
            }
        } catch (IOException | InterruptedException closed) {
            // the test is over
        }
    }

    private static byte[] frame(byte[] request, int number) {
        var count = Short.toUnsignedInt(ByteBuffer.wrap(request).getShort(4));
        var frame = ByteBuffer.allocate(5 + 2 * count);
        frame.put(request[0]).put(request[1]).put((byte) (2 * count));
        for (var i = 0; i < count; i++) {
            frame.putShort((short) (number + i));
        }
        return withCrc(Arrays.copyOf(frame.array(), 3 + 2 * count));
    }

    static byte[] withCrc(byte[] frame) {
        var crc = 0xFFFF;
        for (var one : frame) {
            crc ^= one & 0xff;
            for (var bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1;
            }
        }
        var whole = Arrays.copyOf(frame, frame.length + 2);
        whole[frame.length] = (byte) crc;
        whole[frame.length + 1] = (byte) (crc >> 8);
        return whole;
    }

    @Override
    public void close() throws IOException {
        line.close();
    }
}
