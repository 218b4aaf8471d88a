package io.mededge.edge.uplink;

import io.mededge.edge.journal.StreamKey;
import io.mededge.model.id.StreamClass;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Streams that the broker does not take now: a refused one is left alone for a while, each time twice as long, while the others go on. A broker that is over a
 * limit gets no telemetry at all for that while; alarms are still tried. Bounded by the number of streams. Pure: the caller tells the time. Not thread-safe.
 */
final class Refusals {
    /** MQTT 5, 3.4.2.1: a limit of the broker, not of the message. */
    static final int QUOTA_EXCEEDED = 0x97;
    /** MQTT 5, 3.4.2.1. Also what the gateway itself answers for a broker whose bound a single record exceeds. */
    static final int PACKET_TOO_LARGE = 0x95;

    private static final Map<Integer, String> REASONS = Map.of(
            0x80,
            "unspecified error",
            0x83,
            "implementation specific error",
            0x87,
            "not authorized",
            0x8B,
            "server shutting down",
            0x8E,
            "session taken over",
            0x90,
            "topic name invalid",
            0x94,
            "topic alias invalid",
            PACKET_TOO_LARGE,
            "packet too large",
            QUOTA_EXCEEDED,
            "quota exceeded",
            0x99,
            "payload format invalid");

    private final long firstNanos;
    private final long maxNanos;
    private final Map<StreamKey, Hold> streams = new HashMap<>();
    private @Nullable Hold telemetry;

    private record Hold(int times, long untilNanos) {
        boolean isOver(long nowNanos) {
            return untilNanos - nowNanos <= 0;
        }
    }

    Refusals(Duration first, Duration max) {
        this.firstNanos = first.toNanos();
        this.maxNanos = max.toNanos();
    }

    /** As people read it: {@code not authorized (0x87)}. */
    static String reason(int code) {
        return "%s (0x%02X)".formatted(REASONS.getOrDefault(code, "failed"), code);
    }

    void refused(StreamKey stream, int reasonCode, long nowNanos) {
        streams.put(stream, longer(streams.get(stream), nowNanos));
        if (reasonCode == QUOTA_EXCEEDED) {
            telemetry = longer(telemetry, nowNanos);
        }
    }

    /** What was in flight together is refused together: that is one refusal. */
    private Hold longer(@Nullable Hold before, long nowNanos) {
        if (before != null && !before.isOver(nowNanos)) {
            return before;
        }
        var times = before == null ? 0 : before.times();
        return new Hold(times + 1, nowNanos + Math.min(maxNanos, firstNanos << Math.min(times, 20)));
    }

    /** The broker has taken something of the stream. */
    void accepted(StreamKey stream) {
        streams.remove(stream);
        if (stream.streamClass() == StreamClass.TELEMETRY) {
            telemetry = null;
        }
    }

    boolean isHeld(StreamKey stream, long nowNanos) {
        var own = streams.get(stream);
        return own != null && !own.isOver(nowNanos)
                || telemetry != null && stream.streamClass() == StreamClass.TELEMETRY && !telemetry.isOver(nowNanos);
    }

    /** Another connection may have other rights and limits. */
    void forget() {
        streams.clear();
        telemetry = null;
    }
}
