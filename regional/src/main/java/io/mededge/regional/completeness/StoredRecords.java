package io.mededge.regional.completeness;

import io.mededge.model.completeness.RecordChain;
import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.ClockReport;
import io.mededge.model.outbound.ClockTrust;
import io.mededge.model.outbound.Fingerprint;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.PatientLink;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import io.mededge.model.telemetry.CertificateCodec;
import io.mededge.regional.database.Columns;
import io.mededge.regional.database.Database;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The records of a range as the rows have them, put together again from the tables that their parts went to. */
final class StoredRecords {
    /** Adds one record to a chain. */
    private interface Link {
        void addTo(RecordChain chain);
    }

    private record Part(Instant at, Sample.Reading reading) {}

    private final NavigableMap<Long, Link> links = new TreeMap<>();
    /** Whether rows contradict each other: two contents under one sequence, or values that no record has. */
    private boolean contradictory;

    private StoredRecords() {}

    /**
     * @param row the stream's number in the database
     * @param series the numbers of the device's series: with them the samples are found by index
     */
    static StoredRecords read(Database database, int row, Integer[] series, Certificate.Range range) {
        var stored = new StoredRecords();
        stored.readSamples(database, row, series, range);
        if (range.sequences().size() > stored.links.size()) {
            stored.readOthers(database, row, range);
        }
        return stored;
    }

    private void readSamples(Database database, int row, Integer[] series, Certificate.Range range) {
        var rows = database.execute(
                """
                select sequence, at, metric, value, quality from sample join series on series.id = sample.series
                where stream = $1 and sequence between $2 and $3 and sample.series = any($4) and at >= $5 and at < $6
                order by sequence""",
                Tuple.tuple()
                        .addValue(row)
                        .addValue(range.sequences().first())
                        .addValue(range.sequences().last())
                        .addValue(series)
                        .addValue(Columns.utc(range.slot()))
                        .addValue(Columns.utc(range.slot().plus(Certificate.SLOT))));
        var sequence = 0L;
        List<Part> parts = new ArrayList<>();
        for (var one : rows) {
            if (one.getLong("sequence") != sequence) {
                addSample(sequence, parts);
                parts.clear();
                sequence = one.getLong("sequence");
            }
            parts.add(new Part(
                    at(one),
                    new Sample.Reading(
                            new MetricId(one.getString("metric")),
                            one.getDouble("value"),
                            Quality.values()[one.getShort("quality")])));
        }
        addSample(sequence, parts);
    }

    private void addSample(long sequence, List<Part> parts) {
        if (parts.isEmpty()) {
            return;
        }
        var at = parts.get(0).at();
        if (parts.size() > Sample.MAX_READINGS
                || !parts.stream().allMatch(part -> part.at().equals(at))) {
            contradictory = true;
            return;
        }
        add(sequence, at, new Sample(parts.stream().map(Part::reading).toList()));
    }

    private void readOthers(Database database, int row, Certificate.Range range) {
        read(database, row, range, "gap", "sequence, at, until, fault", StoredRecords::gap);
        read(
                database,
                row,
                range,
                "machine_event",
                "sequence, at, machine_sequence, code, name, start",
                one -> new MachineEvent(
                        one.getInteger("machine_sequence"),
                        one.getInteger("code"),
                        one.getString("name"),
                        one.getBoolean("start")));
        read(
                database,
                row,
                range,
                "association",
                "sequence, since as at, pseudonym",
                one -> new PatientAssociation(pseudonym(one, "pseudonym")));
        read(
                database,
                row,
                range,
                "association_correction",
                "sequence, at, number, since, until, former, pseudonym",
                StoredRecords::correction);
        var linkColumns = "sequence, at, number, replaced, replacing, joined";
        read(database, row, range, "patient_link", linkColumns, StoredRecords::link);
        read(database, row, range, "certificate", "sequence, at, content", one -> {
            var decoded = CertificateCodec.decode(one.getBuffer("content").getBytes());
            if (decoded instanceof Decoded.Value<Certificate> value) {
                return value.value();
            }
            throw new IllegalArgumentException("a certificate was changed");
        });
        read(database, row, range, "clock_report", "sequence, at, trust, before", one -> {
            var before = one.getOffsetDateTime("before");
            return new ClockReport(
                    ClockTrust.values()[one.getShort("trust")], before == null ? null : before.toInstant());
        });
        read(
                database,
                row,
                range,
                "session_report",
                "sequence, at, session, version, state, interrupted, pseudonym, devices, planned_begin, planned_end,"
                        + " started, ended",
                StoredRecords::session);
        for (var one : select(database, row, range, "description", "sequence, at, content")) {
            var at = at(one);
            var content = Fingerprint.of(one.getBuffer("content").getBytes());
            var sequence = one.getLong("sequence");
            link(sequence, chain -> chain.addDescription(sequence, at, content));
        }
    }

    private static AssociationCorrection correction(Row row) {
        return new AssociationCorrection(
                row.getLong("number"),
                row.getOffsetDateTime("since").toInstant(),
                row.getOffsetDateTime("until").toInstant(),
                pseudonym(row, "former"),
                pseudonym(row, "pseudonym"));
    }

    private static PatientLink link(Row row) {
        return new PatientLink(
                row.getLong("number"),
                new Pseudonym(row.getString("replaced")),
                new Pseudonym(row.getString("replacing")),
                row.getBoolean("joined"));
    }

    private static SessionReport session(Row row) {
        var devices = row.getString("devices");
        return new SessionReport(
                new SessionId(row.getString("session")),
                row.getLong("version"),
                SessionState.values()[row.getShort("state")],
                row.getBoolean("interrupted"),
                new Pseudonym(row.getString("pseudonym")),
                devices.isEmpty()
                        ? List.of()
                        : Arrays.stream(devices.split(",", -1))
                                .map(DeviceId::new)
                                .toList(),
                row.getOffsetDateTime("planned_begin").toInstant(),
                row.getOffsetDateTime("planned_end").toInstant(),
                instant(row, "started"),
                instant(row, "ended"));
    }

    private static @Nullable Instant instant(Row row, String column) {
        var at = row.getOffsetDateTime(column);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable Pseudonym pseudonym(Row row, String column) {
        var hex = row.getString(column);
        return hex == null ? null : new Pseudonym(hex);
    }

    private static Gap gap(Row row) {
        var until = row.getOffsetDateTime("until");
        var fault = FaultCode.ofNumber(row.getInteger("fault"))
                .orElseThrow(() -> new IllegalArgumentException("a gap has a fault that is not known"));
        return new Gap(fault, until == null ? null : until.toInstant());
    }

    private void read(
            Database database,
            int row,
            Certificate.Range range,
            String table,
            String columns,
            Function<Row, RegionBound> body) {
        for (var one : select(database, row, range, table, columns)) {
            try {
                add(one.getLong("sequence"), at(one), body.apply(one));
            } catch (IllegalArgumentException changed) {
                contradictory = true;
            }
        }
    }

    private static Iterable<Row> select(
            Database database, int row, Certificate.Range range, String table, String columns) {
        return database.execute(
                "select " + columns + " from " + table + " where stream = $1 and sequence between $2 and $3",
                Tuple.of(row, range.sequences().first(), range.sequences().last()));
    }

    private void add(long sequence, Instant at, RegionBound body) {
        link(sequence, chain -> chain.add(sequence, at, body));
    }

    private void link(long sequence, Link link) {
        contradictory |= links.put(sequence, link) != null;
    }

    private static Instant at(Row row) {
        return row.getOffsetDateTime("at").toInstant();
    }

    /** Sequences of the range of which there is no row. */
    SequenceSet missing(SequenceSet.Range range) {
        var missing = new SequenceSet();
        for (var sequence = range.first(); sequence <= range.last(); sequence++) {
            if (!links.containsKey(sequence)) {
                missing.add(sequence);
            }
        }
        return missing;
    }

    /** Whether the rows say exactly what was certified. */
    boolean is(StreamId stream, Fingerprint content) {
        var chain = new RecordChain(stream);
        links.values().forEach(link -> link.addTo(chain));
        return !contradictory && chain.value().equals(content);
    }
}
