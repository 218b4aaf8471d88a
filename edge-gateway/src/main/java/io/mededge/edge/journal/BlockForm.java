package io.mededge.edge.journal;

import io.mededge.model.fault.Decoded;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import io.mededge.model.telemetry.TelemetryCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The records of a block as bytes, before they are sealed; docs/reference/journal.md has the form. Samples are laid out by metric, as differences; all
 * else is a wire message each. A block names its metrics itself: whoever has the key can read it without any other row. Not thread-safe.
 */
final class BlockForm {
    /** Bound of the records of one stream in one block, and of one read. */
    static final int MAX_ENTRIES = 1_000;

    /** Bound of what is inflated, bytes; the largest block that {@link #MAX_ENTRIES} records can make is far below. */
    static final int MAX_PLAIN_BYTES = 64 * 1024 * 1024;

    private static final int STORED = 0;
    private static final int DEFLATED = 1;
    private static final int DEFLATE_LEVEL = 6;

    private final Place place;
    private final DeviceId gateway;
    private final long epoch;
    private final Deflater deflater = new Deflater(DEFLATE_LEVEL, true);
    private final Inflater inflater = new Inflater(true);

    /** Records of one stream without a hole. */
    record Section(StreamKey stream, List<Entry> entries) {
        Contents.Run run() {
            return new Contents.Run(stream, entries.get(0).sequence(), entries.size());
        }
    }

    BlockForm(Place place, DeviceId gateway, long epoch) {
        this.place = place;
        this.gateway = gateway;
        this.epoch = epoch;
    }

    /** For a moment only: not compressed, as its records will soon be deleted or written again. */
    byte[] encodeHot(List<Section> sections) {
        var out = new PlainWriter();
        out.put(STORED);
        out.put(plain(sections));
        return out.toBytes();
    }

    byte[] encode(Section section) {
        var plain = plain(List.of(section));
        deflater.reset();
        deflater.setInput(plain);
        deflater.finish();
        var out = new PlainWriter();
        out.put(DEFLATED);
        out.putUnsigned(plain.length);
        var chunk = new byte[8_192];
        while (!deflater.finished()) {
            var size = deflater.deflate(chunk);
            out.put(size == chunk.length ? chunk : Arrays.copyOf(chunk, size));
        }
        return out.toBytes();
    }

    private byte[] plain(List<Section> sections) {
        var metrics = new MetricNames();
        var body = new PlainWriter();
        for (var section : sections) {
            SectionForm.encode(section.entries(), metrics, entry -> wire(section.stream(), entry), body);
        }
        var out = new PlainWriter();
        metrics.encode(out);
        out.put(body.toBytes());
        return out.toBytes();
    }

    /** Never throws: what cannot be read is a reason, not an accident. */
    Decoded<List<Section>> decode(Contents contents, byte[] bytes) {
        try {
            var in = new PlainReader(inflated(bytes));
            var metrics = MetricNames.decode(in);
            var sections = new ArrayList<Section>(contents.runs().size());
            for (var run : contents.runs()) {
                sections.add(new Section(run.stream(), SectionForm.decode(run, metrics, BlockForm::body, in)));
            }
            return new Decoded.Value<>(sections);
        } catch (IllegalArgumentException | ArithmeticException outOfBounds) {
            return new Decoded.Malformed<>(String.valueOf(outOfBounds.getMessage()));
        }
    }

    private byte[] inflated(byte[] bytes) {
        var in = new PlainReader(bytes);
        var form = in.get();
        if (form == STORED) {
            return in.get(in.left());
        }
        if (form != DEFLATED) {
            throw new IllegalArgumentException("the form " + form + " is not known");
        }
        var plain = new byte[in.getIndex(MAX_PLAIN_BYTES)];
        inflater.reset();
        inflater.setInput(in.get(in.left()));
        try {
            var size = 0;
            while (size < plain.length) {
                var more = inflater.inflate(plain, size, plain.length - size);
                if (more == 0) {
                    throw new IllegalArgumentException("the compressed bytes end too soon");
                }
                size += more;
            }
            return plain;
        } catch (DataFormatException garbled) {
            throw new IllegalArgumentException("the compressed bytes are garbled", garbled);
        }
    }

    private byte[] wire(StreamKey key, Entry entry) {
        var stream = new StreamId(place, gateway, key.device(), key.streamClass(), epoch);
        return TelemetryCodec.encode(new Batch(stream, Lane.BACKLOG, List.of(entry)));
    }

    private static RegionBound body(byte[] wire) {
        var decoded = TelemetryCodec.decodeBatch(wire);
        if (decoded instanceof Decoded.Value<Batch> batch) {
            return batch.value().entries().get(0).body();
        }
        throw new IllegalArgumentException(((Decoded.Malformed<Batch>) decoded).reason());
    }

    /** About what a message that holds the record needs for it, bytes. */
    int wireBytes(StreamKey key, Entry entry) {
        return entry.body() instanceof Sample sample
                ? 24 + 11 * sample.readings().size()
                : wire(key, entry).length;
    }
}
