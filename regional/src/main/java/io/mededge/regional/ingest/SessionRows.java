package io.mededge.regional.ingest;

import io.mededge.model.id.DeviceId;
import io.mededge.regional.database.Columns;
import io.mededge.regional.database.Database.Session;
import io.mededge.regional.ingest.Arrivals.SessionRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where treatment sessions stand: each report as it came, and of each session its highest version. */
final class SessionRows {
    private SessionRows() {}

    static void write(Session session, List<SessionRow> rows) {
        writeReports(session, rows);
        writeNewest(session, newest(rows));
    }

    private static void writeReports(Session session, List<SessionRow> rows) {
        session.execute(
                """
                insert into session_report (stream, sequence, at, session, version, state, interrupted, pseudonym, devices,
                    planned_begin, planned_end, started, ended)
                select * from unnest($1::int[], $2::bigint[], $3::timestamptz[], $4::text[], $5::bigint[], $6::smallint[],
                    $7::bool[], $8::text[], $9::text[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[],
                    $13::timestamptz[])""",
                content(Columns.of(rows)
                                .int4(SessionRow::row)
                                .int8(SessionRow::sequence)
                                .time(SessionRow::at)
                                .text(row -> row.report().session().value()))
                        .parameters());
    }

    /** The columns that both tables have, in one order. */
    private static Columns<SessionRow> content(Columns<SessionRow> columns) {
        return columns.int8(row -> row.report().version())
                .int2(row -> row.report().state().ordinal())
                .bool(row -> row.report().interrupted())
                .text(row -> row.report().patient().hex())
                .text(row ->
                        row.report().devices().stream().map(DeviceId::value).collect(Collectors.joining(",")))
                .time(row -> row.report().plannedBegin())
                .time(row -> row.report().plannedEnd())
                .time(row -> row.report().started())
                .time(row -> row.report().ended());
    }

    /** One row of each session, in one order everywhere. */
    private static Collection<SessionRow> newest(List<SessionRow> rows) {
        Map<String, SessionRow> bySession = new TreeMap<>();
        for (var row : rows) {
            bySession.merge(
                    row.report().session().value(),
                    row,
                    (one, other) -> other.report().version() > one.report().version() ? other : one);
        }
        return bySession.values();
    }

    /** A repeated report, or an older one that comes late, changes nothing. */
    private static void writeNewest(Session session, Collection<SessionRow> rows) {
        session.execute(
                """
                insert into treatment as known (session, facility, reported_at, version, state, interrupted, pseudonym, devices,
                    planned_begin, planned_end, started, ended)
                select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::bigint[], $5::smallint[], $6::bool[],
                    $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[])
                on conflict (session) do update
                set reported_at = excluded.reported_at, version = excluded.version, state = excluded.state,
                    interrupted = excluded.interrupted, pseudonym = excluded.pseudonym, devices = excluded.devices,
                    planned_begin = excluded.planned_begin, planned_end = excluded.planned_end, started = excluded.started,
                    ended = excluded.ended
                where known.facility = excluded.facility and known.version < excluded.version""",
                content(Columns.of(rows)
                                .text(row -> row.report().session().value())
                                .text(row -> row.stream().place().facility().value())
                                .time(SessionRow::at))
                        .parameters());
    }
}
