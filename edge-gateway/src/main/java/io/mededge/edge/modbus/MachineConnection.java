package io.mededge.edge.modbus;

import io.mededge.edge.profile.MachineAddress;
import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one address with one outstanding request. Whatever is not exactly the answer ends the exchange, and after it the connection (TCP) or the
 * line's chatter (RTU) must end before the next request, so that a late answer is never taken for the next request's; see also {@link LateAnswers}. Used by
 * the poll loop's thread only.
 */
final class MachineConnection implements AutoCloseable {
    /** Silence on a network is uneven: a converter's pieces may lie that far apart. */
    private static final long RTU_OVER_TCP_GAP_NANOS = 50_000_000;
    /** A serial adapter hands over what it has every few milliseconds. */
    private static final long SERIAL_GAP_NANOS = 20_000_000;
    /** A line that is never silent for so long is taken for broken. */
    private static final long CHATTER_NANOS = 1_000_000_000;
    /** After so many exchanges in a row without an answer a serial port is opened anew: an adapter may have been plugged again. */
    private static final int REOPEN_AFTER = 3;

    /** Opens a wire to an address. */
    @FunctionalInterface
    interface Dialler {
        Wire dial(Wire.Listener listener);
    }

    private enum State {
        CLOSED,
        OPENING,
        /** Open; what is to be sent waits until the line has been silent. */
        QUIETING,
        IDLE,
        WAITING
    }

    private record Ask(int unit, Request request, long timeoutNanos, Consumer<Answer> whenAnswered) {}

    private final MachineAddress address;
    private final long connectNanos;
    private final Dialler dialler;
    private final PollLoop loop;
    private final Framing framing;
    private final @Nullable LateAnswers lateAnswers;
    private final long frameGapNanos;
    private final long silenceNanos;
    private final byte[] input = new byte[2 * Framing.MAX_FRAME_BYTES];
    private int inputLength;
    private State state = State.CLOSED;
    private @Nullable Link link;
    private @Nullable Ask ask;
    private @Nullable Request sent;
    private long deadlineNanos;
    private long lastByteNanos;
    private long quietSinceNanos;
    private int unanswered;

    MachineConnection(MachineAddress address, Duration connectTimeout, PollLoop loop, Dialler dialler) {
        this.address = address;
        this.connectNanos = connectTimeout.toNanos();
        this.loop = loop;
        this.dialler = dialler;
        this.framing = address.speaksRtu() ? new RtuFraming() : new TcpFraming();
        this.lateAnswers = address.speaksRtu() ? new LateAnswers() : null;
        this.frameGapNanos = address instanceof MachineAddress.Serial serial ? frameGapNanos(serial) : 0;
        this.silenceNanos = address instanceof MachineAddress.Serial
                ? Math.max(frameGapNanos, SERIAL_GAP_NANOS)
                : RTU_OVER_TCP_GAP_NANOS;
    }

    /** 3.5 characters of silence between two frames; above 19200 baud a fixed 1.75 ms (Modbus over Serial Line V1.02, 2.5.1.1). */
    static long frameGapNanos(MachineAddress.Serial serial) {
        return serial.baud() > 19_200 ? 1_750_000 : (long) Math.ceil(3.5e9 * serial.bitsPerByte() / serial.baud());
    }

    boolean busy() {
        return ask != null;
    }

    /**
     * Sends a request, after connecting if need be, and tells its answer later. Takes at most the time to connect, to become silent, and twice the given one.
     *
     * @throws IllegalStateException if another request is outstanding
     */
    void ask(int unit, Request request, Duration timeout, Consumer<Answer> whenAnswered) {
        if (ask != null) {
            throw new IllegalStateException("a request is outstanding");
        }
        ask = new Ask(unit, request, timeout.toNanos(), whenAnswered);
        switch (state) {
            case CLOSED -> dial();
            case IDLE -> sendOnceSilent(System.nanoTime());
            case OPENING, QUIETING, WAITING -> {}
        }
    }

    private void dial() {
        state = State.OPENING;
        deadlineNanos = System.nanoTime() + connectNanos;
        var dialled = new Link();
        link = dialled;
        dialled.wire = dialler.dial(dialled);
    }

    /** Nanoseconds until {@link #tick} has something to do. */
    long delayNanos(long nowNanos) {
        return switch (state) {
            case OPENING -> deadlineNanos - nowNanos;
            case WAITING -> deadlineNanos - nowNanos;
            case QUIETING -> ask == null ? Long.MAX_VALUE : lastByteNanos + quietNanos() - nowNanos;
            case CLOSED, IDLE -> Long.MAX_VALUE;
        };
    }

    private long quietNanos() {
        return unanswered > 0 ? silenceNanos : frameGapNanos;
    }

    void tick(long nowNanos) {
        if (delayNanos(nowNanos) > 0) {
            return;
        }
        switch (state) {
            case OPENING -> failed(FaultCode.MODBUS_CONNECT_FAILED, "no connection in time");
            case WAITING ->
                failed(
                        inputLength > 0 ? FaultCode.MODBUS_GARBLED : FaultCode.MODBUS_TIMEOUT,
                        inputLength > 0 ? framing.incompleteness(input, inputLength) : "no answer");
            case QUIETING -> send();
            case CLOSED, IDLE -> {}
        }
    }

    private void sendOnceSilent(long nowNanos) {
        if (lateAnswers == null || lastByteNanos + quietNanos() - nowNanos <= 0) {
            send();
        } else {
            state = State.QUIETING;
            quietSinceNanos = nowNanos;
        }
    }

    private void send() {
        var waiting = ask;
        var open = link;
        if (waiting == null || open == null || open.wire == null) {
            state = open == null ? State.CLOSED : State.IDLE;
            return;
        }
        var request = lateAnswers == null ? waiting.request() : lateAnswers.toSend(waiting.unit(), waiting.request());
        sent = request;
        inputLength = 0;
        state = State.WAITING;
        deadlineNanos = System.nanoTime() + waiting.timeoutNanos();
        var frame = loop.buffer();
        framing.encode(waiting.unit(), request, frame);
        try {
            open.wire.send(frame.flip());
        } catch (IOException broken) {
            failed(FaultCode.MODBUS_DISCONNECTED, String.valueOf(broken.getMessage()));
        }
    }

    private void received(ByteBuffer bytes) {
        lastByteNanos = System.nanoTime();
        var waiting = ask;
        var asked = sent;
        if (state != State.WAITING || waiting == null || asked == null) {
            strayBytes();
            return;
        }
        if (bytes.remaining() > input.length - inputLength) {
            failed(FaultCode.MODBUS_GARBLED, "more came than any frame has");
            return;
        }
        var count = bytes.remaining();
        bytes.get(input, inputLength, count);
        inputLength += count;
        var answer = framing.decode(input, inputLength, waiting.unit(), asked);
        if (answer instanceof Answer.Failed failed) {
            failed(failed.fault(), failed.detail());
        } else if (answer != null) {
            answered(waiting, answer);
        }
    }

    /** Nobody asked for these: over TCP the stream is out of step, on a line they are noise or late and silence is awaited. */
    private void strayBytes() {
        if (lateAnswers == null) {
            hangUp();
        } else if (state == State.QUIETING && ask != null && lastByteNanos - quietSinceNanos > CHATTER_NANOS) {
            failed(FaultCode.MODBUS_GARBLED, "the line is never silent");
        }
    }

    private void answered(Ask waiting, Answer answer) {
        unanswered = 0;
        if (lateAnswers != null) {
            lateAnswers.answered(waiting.unit());
            if (sent != waiting.request()) {
                sendOnceSilent(System.nanoTime());
                return;
            }
        }
        state = State.IDLE;
        ask = null;
        waiting.whenAnswered().accept(answer);
    }

    private void failed(FaultCode fault, String why) {
        var waiting = ask;
        unanswered++;
        if (waiting != null && sent != null && lateAnswers != null && state == State.WAITING) {
            lateAnswers.unanswered(waiting.unit(), sent);
        }
        if (address instanceof MachineAddress.Serial && state == State.WAITING && unanswered < REOPEN_AFTER) {
            state = State.IDLE;
        } else {
            hangUp();
        }
        ask = null;
        if (waiting != null) {
            var what = address + " unit " + waiting.unit() + ", " + waiting.request() + ": " + why;
            waiting.whenAnswered().accept(new Answer.Failed(fault, what));
        }
    }

    private void hangUp() {
        var open = link;
        link = null;
        state = State.CLOSED;
        if (open != null && open.wire != null) {
            open.wire.close();
        }
    }

    /** Without an answer to anybody. */
    @Override
    public void close() {
        ask = null;
        hangUp();
    }

    /** What a wire tells, as long as it is the one in use. */
    private final class Link implements Wire.Listener {
        private @Nullable Wire wire;

        @Override
        public void opened() {
            if (link == this && state == State.OPENING) {
                state = State.IDLE;
                sendOnceSilent(System.nanoTime());
            }
        }

        @Override
        public void received(ByteBuffer bytes) {
            if (link == this) {
                MachineConnection.this.received(bytes);
            }
        }

        @Override
        public void ended(String why) {
            if (link != this) {
                return;
            }
            switch (state) {
                case OPENING -> failed(FaultCode.MODBUS_CONNECT_FAILED, why);
                case WAITING ->
                    failed(
                            inputLength > 0 && lateAnswers != null
                                    ? FaultCode.MODBUS_GARBLED
                                    : FaultCode.MODBUS_DISCONNECTED,
                            why);
                case QUIETING -> failed(FaultCode.MODBUS_DISCONNECTED, why);
                case IDLE, CLOSED -> hangUp();
            }
        }
    }
}
