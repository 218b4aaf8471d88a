package io.mededge.regional.ingest;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Batches as gateways send them. */
final class Batches {
    static final Place PLACE = Place.of("region-1", "facility-1");
    static final DeviceId GATEWAY = new DeviceId("gateway-1");
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private Batches() {}

    static StreamId telemetry(String device) {
        return telemetry(device, 7);
    }

    static StreamId telemetry(String device, long epoch) {
        return new StreamId(PLACE, GATEWAY, new DeviceId(device), StreamClass.TELEMETRY, epoch);
    }

    static StreamId events(String device) {
        return new StreamId(PLACE, GATEWAY, new DeviceId(device), StreamClass.EVENTS, 7);
    }

    /** Samples of two metrics, one sequence each second from the start. */
    static Batch samples(StreamId stream, long... sequences) {
        return new Batch(
                stream,
                Lane.LIVE,
                LongStream.of(sequences)
                        .mapToObj(sequence -> entry(sequence, START.plusSeconds(sequence), sample(sequence)))
                        .toList());
    }

    static Batch samples(StreamId stream, Instant start, long first, long last) {
        return new Batch(
                stream,
                Lane.LIVE,
                LongStream.rangeClosed(first, last)
                        .mapToObj(sequence -> entry(sequence, start.plusSeconds(sequence), sample(sequence)))
                        .toList());
    }

    static Batch one(StreamId stream, long sequence, Instant at, RegionBound body) {
        return new Batch(stream, Lane.LIVE, List.of(entry(sequence, at, body)));
    }

    static Entry entry(long sequence, Instant at, RegionBound body) {
        return new Entry(sequence, at, at, body);
    }

    static Sample sample(double value) {
        return new Sample(List.of(reading("blood-flow", value), reading("venous-pressure", -value)));
    }

    static Sample.Reading reading(String metric, double value) {
        return new Sample.Reading(new MetricId(metric), value, Quality.GOOD);
    }

    static List<Batch> cut(StreamId stream, int records, int size) {
        var batches = new ArrayList<Batch>();
        for (var from = 1; from <= records; from += size) {
            batches.add(samples(
                    stream,
                    LongStream.rangeClosed(from, Math.min(records, from + size - 1L))
                            .toArray()));
        }
        return batches;
    }
}
