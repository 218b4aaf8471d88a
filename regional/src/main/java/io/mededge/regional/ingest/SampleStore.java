package io.mededge.regional.ingest;

import io.mededge.model.id.RegionId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Lane;
import io.mededge.regional.database.Columns;
import io.mededge.regional.database.Database;
import io.mededge.regional.database.Database.Session;
import io.mededge.regional.ingest.Arrivals.GapRow;
import io.mededge.regional.ingest.Arrivals.Mark;
import io.mededge.regional.ingest.Arrivals.MinuteRow;
import io.mededge.regional.ingest.Arrivals.SampleRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Hop 6 of a measurement: batches → rows, each counted once. One transaction locks the marks of the streams concerned, drops what they hold, inserts
 * the rest and writes the marks; so a batch may come any number of times, in any order, to any replica, also after a crash between the commit here
 * and the one of its Kafka offset.
 */
public final class SampleStore {
    private final Database database;
    private final StreamRegister register;
    private final Duration lateness;
    private final Clock clock;
    private final IngestFigures figures;

    /** @param lateness how long after its end a minute waits before it is final */
    public SampleStore(Database database, RegionId region, Duration lateness, Clock clock, IngestFigures figures) {
        this.database = database;
        this.register = new StreamRegister(database, region);
        this.lateness = lateness;
        this.clock = clock;
        this.figures = figures;
    }

    /**
     * Returns when everything in these batches is stored durably.
     *
     * @throws RuntimeException if nothing of it was stored, or it is not known whether; then the same batches may be given again
     */
    public void store(List<Batch> batches) {
        if (batches.isEmpty()) {
            return;
        }
        var streamRows = register.streams(streams(batches));
        var seriesRows = register.series(series(batches));
        var arrivals = database.inTransaction(session -> {
            var marks = lockMarks(session, streamRows);
            var unwritten = new Arrivals(marks, key -> seriesRows.getOrDefault(key, 0), clock.instant(), lateness);
            batches.forEach(unwritten::add);
            write(session, unwritten);
            return unwritten;
        });
        figures.countStored(arrivals.samples().size(), arrivals.repeated());
        observeDelay(batches);
    }

    private static Collection<StreamId> streams(List<Batch> batches) {
        var streams = new HashSet<StreamId>();
        batches.forEach(batch -> streams.add(batch.stream()));
        return streams;
    }

    private static Collection<SeriesKey> series(List<Batch> batches) {
        var keys = new HashSet<SeriesKey>();
        for (var batch : batches) {
            for (var entry : batch.entries()) {
                if (entry.body() instanceof Sample sample) {
                    sample.readings().forEach(reading -> keys.add(SeriesKey.of(batch.stream(), reading.metric())));
                }
            }
        }
        return keys;
    }

    private static Map<StreamId, Mark> lockMarks(Session session, Map<StreamId, Integer> rowByStream) {
        var receivedByRow = new HashMap<Integer, SequenceSet>();
        var rows = session.execute(
                "select id, received::text from stream where id = any($1::int[]) order by id for update",
                Columns.of(rowByStream.values()).int4(row -> row).parameters());
        rows.forEach(row -> receivedByRow.put(row.getInteger("id"), SequenceSet.parse(row.getString("received"))));
        var marks = new HashMap<StreamId, Mark>();
        rowByStream.forEach((stream, row) -> {
            var received = receivedByRow.get(row);
            if (received == null) {
                throw new IllegalStateException("the row of " + stream + " is gone");
            }
            marks.put(stream, new Mark(row, received));
        });
        return marks;
    }

    private static void write(Session session, Arrivals arrivals) {
        if (!arrivals.samples().isEmpty()) {
            writeSamples(session, arrivals.samples());
            writeMinutes(session, arrivals.minutes());
        }
        if (!arrivals.gaps().isEmpty()) {
            writeGaps(session, arrivals.gaps());
        }
        EventRows.write(session, arrivals);
        if (!arrivals.grownMarks().isEmpty()) {
            writeMarks(session, arrivals.grownMarks());
        }
    }

    private static void writeSamples(Session session, List<SampleRow> samples) {
        session.execute(
                """
                insert into sample (stream, sequence, series, at, value, quality)
                select * from unnest(
                    $1::int[], $2::bigint[], $3::int[], $4::timestamptz[], $5::float8[], $6::smallint[])""",
                Columns.of(samples)
                        .int4(SampleRow::stream)
                        .int8(SampleRow::sequence)
                        .int4(SampleRow::series)
                        .time(SampleRow::at)
                        .float8(SampleRow::value)
                        .int2(row -> row.quality().ordinal())
                        .parameters());
    }

    private static void writeMinutes(Session session, List<MinuteRow> minutes) {
        session.execute(
                """
                insert into stream_minute as known (stream, minute, records, late)
                select * from unnest($1::int[], $2::timestamptz[], $3::int[], $4::bool[])
                on conflict (stream, minute) do update
                set records = known.records + excluded.records, late = known.late or excluded.late""",
                Columns.of(minutes)
                        .int4(MinuteRow::stream)
                        .time(MinuteRow::minute)
                        .int4(MinuteRow::records)
                        .bool(MinuteRow::late)
                        .parameters());
    }

    private static void writeGaps(Session session, List<GapRow> gaps) {
        session.execute(
                """
                insert into gap (stream, sequence, at, until, fault)
                select * from unnest($1::int[], $2::bigint[], $3::timestamptz[], $4::timestamptz[], $5::int[])""",
                Columns.of(gaps)
                        .int4(GapRow::stream)
                        .int8(GapRow::sequence)
                        .time(GapRow::at)
                        .time(row -> row.gap().until())
                        .int4(row -> row.gap().fault().number())
                        .parameters());
    }

    private static void writeMarks(Session session, Collection<Mark> marks) {
        session.execute(
                """
                update stream set received = grown.received::int8multirange
                from unnest($1::int[], $2::text[]) as grown (id, received)
                where stream.id = grown.id""",
                Columns.of(marks)
                        .int4(Mark::stream)
                        .text(mark -> mark.received().toMultirange())
                        .parameters());
    }

    /** Backlog is old by nature and says nothing about how fast values get here. */
    private void observeDelay(List<Batch> batches) {
        batches.stream()
                .filter(batch -> batch.lane() == Lane.LIVE)
                .flatMap(batch -> batch.entries().stream())
                .map(entry -> entry.at())
                .min(Instant::compareTo)
                .ifPresent(oldest -> figures.observeDelay(Duration.between(oldest, clock.instant())));
    }
}
