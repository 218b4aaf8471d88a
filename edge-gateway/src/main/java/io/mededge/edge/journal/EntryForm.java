package io.mededge.edge.journal;

import io.mededge.model.fault.Decoded;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import io.mededge.model.telemetry.TelemetryCodec;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A record's body as bytes in the journal. A sample names its metrics by their numbers in {@link MetricDictionary}: some 10 bytes a reading, a third of
 * a wire message that names them in full, and samples are nearly all of the journal. Everything else is a wire message of one entry.
 */
final class EntryForm {
    private static final byte WIRE = 0;
    private static final byte SAMPLE = 1;
    private static final byte SAMPLE_ALL_GOOD = 2;
    private static final int READING_BYTES = Short.BYTES + Double.BYTES + 1;

    private final Place place;
    private final DeviceId gateway;
    private final long epoch;
    private final MetricDictionary metrics;

    EntryForm(Place place, DeviceId gateway, long epoch, MetricDictionary metrics) {
        this.place = place;
        this.gateway = gateway;
        this.epoch = epoch;
        this.metrics = metrics;
    }

    byte[] encode(StreamKey key, Entry entry) {
        return entry.body() instanceof Sample sample ? encode(sample) : encodeWire(key, entry);
    }

    private byte[] encode(Sample sample) {
        var allGood = sample.readings().stream().allMatch(reading -> reading.quality() == Quality.GOOD);
        var bytes = ByteBuffer.allocate(1 + Short.BYTES + sample.readings().size() * READING_BYTES);
        bytes.put(allGood ? SAMPLE_ALL_GOOD : SAMPLE)
                .putShort((short) sample.readings().size());
        for (var reading : sample.readings()) {
            bytes.putShort((short) metrics.numberOf(reading.metric())).putDouble(reading.value());
            if (!allGood) {
                bytes.put((byte) reading.quality().ordinal());
            }
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private byte[] encodeWire(StreamKey key, Entry entry) {
        var stream = new StreamId(place, gateway, key.device(), key.streamClass(), epoch);
        var message = TelemetryCodec.encode(new Batch(stream, Lane.BACKLOG, List.of(entry)));
        return ByteBuffer.allocate(1 + message.length).put(WIRE).put(message).array();
    }

    /** Never throws: what a damaged page may hold is a reason, not an accident. */
    Decoded<RegionBound> decode(byte[] bytes) {
        try {
            var buffer = ByteBuffer.wrap(bytes);
            var form = buffer.get();
            return switch (form) {
                case WIRE -> decodeWire(bytes);
                case SAMPLE, SAMPLE_ALL_GOOD -> new Decoded.Value<>(sample(buffer, form == SAMPLE_ALL_GOOD));
                default -> new Decoded.Malformed<>("form " + form + " is not known");
            };
        } catch (BufferUnderflowException tooShort) {
            return new Decoded.Malformed<>("the record is cut short");
        } catch (IllegalArgumentException outOfBounds) {
            return new Decoded.Malformed<>(String.valueOf(outOfBounds.getMessage()));
        }
    }

    private Sample sample(ByteBuffer buffer, boolean allGood) {
        var size = Short.toUnsignedInt(buffer.getShort());
        var readings = new ArrayList<Sample.Reading>(Math.min(size, Sample.MAX_READINGS));
        for (var i = 0; i < size; i++) {
            MetricId metric = metrics.metricOf(Short.toUnsignedInt(buffer.getShort()));
            var value = buffer.getDouble();
            var quality = allGood ? 0 : buffer.get();
            if (quality < 0 || quality >= Quality.values().length) {
                throw new IllegalArgumentException("quality " + quality + " is not known");
            }
            readings.add(new Sample.Reading(metric, value, Quality.values()[quality]));
        }
        return new Sample(readings);
    }

    private static Decoded<RegionBound> decodeWire(byte[] bytes) {
        var decoded = TelemetryCodec.decodeBatch(Arrays.copyOfRange(bytes, 1, bytes.length));
        if (decoded instanceof Decoded.Value<Batch> batch) {
            return new Decoded.Value<>(batch.value().entries().get(0).body());
        }
        return new Decoded.Malformed<>(((Decoded.Malformed<Batch>) decoded).reason());
    }
}
