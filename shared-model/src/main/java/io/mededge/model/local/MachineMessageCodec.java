package io.mededge.model.local;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mededge.model.fault.Decoded;
import io.mededge.model.id.MetricId;
import io.mededge.model.local.MachineMessage.Happened;
import io.mededge.model.local.MachineMessage.Measured;
import io.mededge.model.local.MachineMessage.Value;
import io.mededge.model.local.wire.LocalWire;
import io.mededge.model.outbound.Quality;
import java.time.Instant;

/**
 * {@link MachineMessage} to and from protobuf (shared-model/src/main/proto/mededge/local.proto). Decoding never throws: whatever bytes come in, the answer is
 * a value that satisfies every bound, or a reason.
 */
public final class MachineMessageCodec {
    private static final long MICROS_PER_SECOND = 1_000_000;

    private MachineMessageCodec() {}

    /** @throws ArithmeticException if the time is no number of microseconds in 64 bits */
    public static byte[] encode(MachineMessage message) {
        var wire = LocalWire.MachineMessage.newBuilder().setId(message.id()).setTimeMicros(micros(message.time()));
        if (message instanceof Measured measured) {
            for (var value : measured.values()) {
                wire.addValueBuilder()
                        .setMetric(value.metric().value())
                        .setValue(value.number())
                        .setQualityValue(value.quality().ordinal())
                        .setUnit(value.unit());
            }
        } else if (message instanceof Happened happened) {
            wire.getEventBuilder().setCode(happened.code()).setStart(happened.start());
        }
        return wire.build().toByteArray();
    }

    public static Decoded<MachineMessage> decode(byte[] bytes) {
        if (bytes.length > MachineMessage.MAX_BYTES) {
            return new Decoded.Malformed<>("a message has at most " + MachineMessage.MAX_BYTES + " bytes");
        }
        try {
            return new Decoded.Value<>(message(LocalWire.MachineMessage.parseFrom(bytes)));
        } catch (InvalidProtocolBufferException notProtobuf) {
            return new Decoded.Malformed<>("the bytes are no protobuf message");
        } catch (IllegalArgumentException outOfBounds) {
            return new Decoded.Malformed<>(String.valueOf(outOfBounds.getMessage()));
        }
    }

    private static MachineMessage message(LocalWire.MachineMessage wire) {
        var time = instant(wire.getTimeMicros());
        if (!wire.hasEvent()) {
            return new Measured(
                    wire.getId(),
                    time,
                    wire.getValueList().stream().map(MachineMessageCodec::value).toList());
        }
        if (wire.getValueCount() > 0) {
            throw new IllegalArgumentException("a message has either values or an event");
        }
        return new Happened(
                wire.getId(), time, wire.getEvent().getCode(), wire.getEvent().getStart());
    }

    private static Value value(LocalWire.ValueMessage wire) {
        var qualities = Quality.values();
        var quality = wire.getQualityValue();
        if (quality < 0 || quality >= qualities.length) {
            throw new IllegalArgumentException("a value's quality is 0 to " + (qualities.length - 1));
        }
        return new Value(new MetricId(wire.getMetric()), wire.getValue(), qualities[quality], wire.getUnit());
    }

    private static long micros(Instant time) {
        return Math.addExact(Math.multiplyExact(time.getEpochSecond(), MICROS_PER_SECOND), time.getNano() / 1_000);
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * 1_000);
    }
}
