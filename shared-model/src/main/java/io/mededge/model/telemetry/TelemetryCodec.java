package io.mededge.model.telemetry;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mededge.model.fault.Decoded;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.telemetry.wire.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link Batch} and {@link Acknowledgement} to and from protobuf (shared-model/src/main/proto/mededge/telemetry.proto). Decoding never throws:
 * whatever bytes come in, the answer is a value that satisfies every bound, or a reason.
 */
public final class TelemetryCodec {
    static final int SCHEMA = 1;

    /** Holds ten polls of twenty values; it grows. */
    private static final int INITIAL_BYTES = 2_560;

    private TelemetryCodec() {}

    public static byte[] encode(Batch batch) {
        // the entries first: only then it is known which metrics the header has to name
        var metrics = new MetricIndex();
        var entries = new ByteArrayOutputStream(INITIAL_BYTES);
        var stream = batch.stream();
        try {
            var out = CodedOutputStream.newInstance(entries, INITIAL_BYTES);
            for (var entry : batch.entries()) {
                EntryCodec.write(entry, metrics, out);
            }
            out.flush();
            var header = Wire.BatchMessage.newBuilder()
                    .setSchema(SCHEMA)
                    .setRegion(stream.place().region().value())
                    .setFacility(stream.place().facility().value())
                    .setGateway(stream.gateway().value())
                    .setDevice(stream.device().value())
                    .setStreamClass(toWire(stream.streamClass()))
                    .setEpoch(stream.epoch())
                    .setLaneValue(batch.lane().ordinal() + 1)
                    .addAllMetric(metrics.names())
                    .build();
            var message = new ByteArrayOutputStream(header.getSerializedSize() + entries.size());
            header.writeTo(message);
            entries.writeTo(message);
            return message.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    public static Decoded<Batch> decodeBatch(byte[] bytes) {
        if (bytes.length > Batch.MAX_BYTES) {
            return new Decoded.Malformed<>(
                    "a batch has at most " + Batch.MAX_BYTES + " bytes, this has " + bytes.length);
        }
        try {
            var message = Wire.BatchMessage.parseFrom(bytes);
            if (message.getSchema() != SCHEMA) {
                return new Decoded.Malformed<>("schema " + message.getSchema() + " is not known");
            }
            var stream = new StreamId(
                    Place.of(message.getRegion(), message.getFacility()),
                    new DeviceId(message.getGateway()),
                    new DeviceId(message.getDevice()),
                    fromWire(message.getStreamClass()),
                    message.getEpoch());
            var metrics = message.getMetricList().stream().map(MetricId::new).toList();
            var entries = new ArrayList<Entry>(message.getEntryCount());
            for (var entry : message.getEntryList()) {
                entries.add(EntryCodec.decode(entry, metrics));
            }
            return new Decoded.Value<>(
                    new Batch(stream, at(Lane.values(), message.getLaneValue() - 1, "lane"), entries));
        } catch (InvalidProtocolBufferException notProtobuf) {
            return new Decoded.Malformed<>("the bytes are no protobuf message");
        } catch (IllegalArgumentException outOfBounds) {
            return new Decoded.Malformed<>(String.valueOf(outOfBounds.getMessage()));
        }
    }

    public static byte[] encode(Acknowledgement acknowledgement) {
        var message = Wire.AcknowledgementMessage.newBuilder().setSchema(SCHEMA);
        for (var stream : acknowledgement.streams()) {
            var ack = message.addStreamBuilder()
                    .setDevice(stream.device().value())
                    .setStreamClass(toWire(stream.streamClass()))
                    .setEpoch(stream.epoch());
            for (var range : stream.ranges()) {
                ack.addFirst(range.first()).addLast(range.last());
            }
        }
        acknowledgement.comparisons().forEach(comparison -> message.addComparison(toWire(comparison)));
        return message.build().toByteArray();
    }

    private static Wire.ComparisonMessage toWire(Comparison comparison) {
        var message = Wire.ComparisonMessage.newBuilder()
                .setDevice(comparison.device().value())
                .setStreamClass(toWire(comparison.streamClass()))
                .setEpoch(comparison.epoch())
                .setFirst(comparison.sequences().first())
                .setLast(comparison.sequences().last())
                .setVerdict(comparison.verdict().ordinal());
        for (var range : comparison.missing()) {
            message.addMissingFirst(range.first()).addMissingLast(range.last());
        }
        return message.build();
    }

    private static Comparison fromWire(Wire.ComparisonMessage message) {
        return new Comparison(
                new DeviceId(message.getDevice()),
                fromWire(message.getStreamClass()),
                message.getEpoch(),
                new SequenceSet.Range(message.getFirst(), message.getLast()),
                at(Comparison.Verdict.values(), message.getVerdict(), "verdict"),
                ranges(message.getMissingFirstList(), message.getMissingLastList()));
    }

    public static Decoded<Acknowledgement> decodeAcknowledgement(byte[] bytes) {
        if (bytes.length > Batch.MAX_BYTES) {
            return new Decoded.Malformed<>("an acknowledgement has at most " + Batch.MAX_BYTES + " bytes");
        }
        try {
            var message = Wire.AcknowledgementMessage.parseFrom(bytes);
            if (message.getSchema() != SCHEMA) {
                return new Decoded.Malformed<>("schema " + message.getSchema() + " is not known");
            }
            var streams = new ArrayList<Acknowledgement.StreamAck>(message.getStreamCount());
            for (var stream : message.getStreamList()) {
                streams.add(new Acknowledgement.StreamAck(
                        new DeviceId(stream.getDevice()),
                        fromWire(stream.getStreamClass()),
                        stream.getEpoch(),
                        ranges(stream.getFirstList(), stream.getLastList())));
            }
            var comparisons = message.getComparisonList().stream()
                    .map(TelemetryCodec::fromWire)
                    .toList();
            return new Decoded.Value<>(new Acknowledgement(streams, comparisons));
        } catch (InvalidProtocolBufferException notProtobuf) {
            return new Decoded.Malformed<>("the bytes are no protobuf message");
        } catch (IllegalArgumentException outOfBounds) {
            return new Decoded.Malformed<>(String.valueOf(outOfBounds.getMessage()));
        }
    }

    private static List<SequenceSet.Range> ranges(List<Long> first, List<Long> last) {
        if (first.size() != last.size()) {
            throw new IllegalArgumentException("a range needs a first and a last sequence");
        }
        var ranges = new ArrayList<SequenceSet.Range>(first.size());
        for (var i = 0; i < first.size(); i++) {
            ranges.add(new SequenceSet.Range(first.get(i), last.get(i)));
        }
        return ranges;
    }

    static Wire.StreamClassCode toWire(StreamClass streamClass) {
        return switch (streamClass) {
            case TELEMETRY -> Wire.StreamClassCode.TELEMETRY;
            case EVENTS -> Wire.StreamClassCode.EVENTS;
        };
    }

    static StreamClass fromWire(Wire.StreamClassCode code) {
        return switch (code) {
            case TELEMETRY -> StreamClass.TELEMETRY;
            case EVENTS -> StreamClass.EVENTS;
            case STREAM_CLASS_UNKNOWN, UNRECOGNIZED ->
                throw new IllegalArgumentException("the class of the stream is not known");
        };
    }

    /** An enumeration's wire number, checked. */
    static <E extends Enum<E>> E at(E[] values, int index, String what) {
        if (index < 0 || index >= values.length) {
            throw new IllegalArgumentException("the " + what + " number " + index + " is not known");
        }
        return values[index];
    }

    static long micros(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
    }
}
