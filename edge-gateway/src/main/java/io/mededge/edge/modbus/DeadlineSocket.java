package io.mededge.edge.modbus;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * A socket whose reads together end by a deadline. A plain read timeout starts anew with each byte, so a machine that drips its answer would hold the
 * poller for minutes. Used by one thread.
 */
final class DeadlineSocket extends Socket {
    private long deadlineNanos;
    private boolean timedOut;
    private boolean ended;
    private boolean answerBegan;

    /** The answer to what is sent next is expected within so many nanoseconds. */
    void expectAnswerWithin(long nanos) {
        deadlineNanos = System.nanoTime() + nanos;
        timedOut = false;
        ended = false;
        answerBegan = false;
    }

    /** Whether the deadline has passed since the last {@link #expectAnswerWithin}. */
    boolean timedOut() {
        return timedOut;
    }

    /** Whether the other side has closed or reset the connection. */
    boolean ended() {
        return ended;
    }

    boolean answerBegan() {
        return answerBegan;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                var leftNanos = deadlineNanos - System.nanoTime();
                if (leftNanos <= 0) {
                    timedOut = true;
                    throw new SocketTimeoutException("the answer's deadline has passed");
                }
                // 0 would mean for ever
                setSoTimeout((int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos)));
                try {
                    var count = super.read(bytes, offset, length);
                    ended = count < 0;
                    answerBegan |= count > 0;
                    return count;
                } catch (SocketTimeoutException late) {
                    timedOut = true;
                    throw late;
                } catch (IOException broken) {
                    ended = true;
                    throw broken;
                }
            }
        };
    }
}
