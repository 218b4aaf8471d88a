package io.mededge.regional.ingest;

import io.mededge.model.id.MetricId;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Choice;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Batch;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What a hemodialysis machine says about itself, and polls of it. */
final class Descriptions {
    private Descriptions() {}

    static Batch of(StreamId stream, long sequence, Instant at) {
        return of(stream, sequence, at, "1.0");
    }

    static Batch of(StreamId stream, long sequence, Instant at, String firmware) {
        var metrics = List.of(
                new MetricDescription(
                        new MetricId("mode"),
                        "Mode",
                        "1",
                        "",
                        "",
                        "",
                        Kind.CODE,
                        Category.STATE,
                        List.of(new Choice(1, "PRETX", "before treatment"), new Choice(2, "TX", "in treatment"))),
                quantity("blood-flow", "mL/min"),
                quantity("venous-pressure", "mm[Hg]"));
        var description = new DeviceDescription(
                "mededge-hd", "SIM-0001", firmware, "A-01", "A", "mededge-hd", 1, "", 500, metrics);
        return Batches.one(stream, sequence, at, description);
    }

    private static MetricDescription quantity(String id, String unit) {
        return new MetricDescription(
                new MetricId(id), id, unit, "", "", "", Kind.QUANTITY, Category.MEASUREMENT, List.of());
    }

    /** One poll of twenty values, two polls a second. */
    static Batch poll(StreamId stream, int poll, Instant start) {
        var readings = IntStream.range(0, 20)
                .mapToObj(metric -> Batches.reading("metric-" + metric, poll + metric / 10.0))
                .toList();
        return Batches.one(stream, poll, start.plusMillis(500L * poll), new Sample(readings));
    }
}
