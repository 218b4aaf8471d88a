package io.mededge.infra.simulator.modbus;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ways in which a port can misbehave. */
public enum WireFault {
    /** Each answer leaves {@link #SLOW_ANSWER_MILLIS} late. */
    SLOW,
    /** Each answer is damaged in a way that a careful client can detect; the kinds of damage take turns. */
    GARBLED,
    /**
     * As after a restart of the machine's network part: connections opened before the fault stay up but swallow everything, also after the
     * fault ended; new connections are served.
     */
    HALF_OPEN,
    /** Nothing is accepted or read. What was sent meanwhile is answered when the fault ends, that is, much too late. */
    HANG,
    /** Connections are closed, new ones at once after they were accepted. */
    DISCONNECT,
    /** Exception 4 to each request. */
    DEVICE_FAILURE(ExceptionCode.SERVER_DEVICE_FAILURE),
    /** Exception 5 to each request; a write is performed nevertheless, as the code promises. */
    ACKNOWLEDGE(ExceptionCode.ACKNOWLEDGE),
    /** Exception 6 to each request. */
    BUSY(ExceptionCode.SERVER_DEVICE_BUSY),
    /** Exception 11 to each request. */
    SWITCHED_OFF(ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);

    /** Longer than a poll interval of 500 ms, shorter than the usual timeout of 2000 ms. */
    public static final int SLOW_ANSWER_MILLIS = 800;

    private final @Nullable ExceptionCode exception;

    WireFault() {
        this(null);
    }

    WireFault(@Nullable ExceptionCode exception) {
        this.exception = exception;
    }

    /** The exception that answers each request, or null if this fault is not told by an exception. */
    @Nullable
    ExceptionCode exception() {
        return exception;
    }

    /** The name in lower case with hyphens, such as {@code half-open}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The fault with this {@link #label()}. */
    public static Optional<WireFault> labelled(String label) {
        return Arrays.stream(values())
                .filter(fault -> fault.label().equals(label))
                .findFirst();
    }
}
