package io.mededge.infra.systemtest;

import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the region's database says about completeness, in one snapshot: of every (gateway, stream, epoch) each sequence from 1 to the highest is marked as
 * received, and of telemetry each has its rows, once.
 *
 * @param streams how many streams there are
 * @param sequences how many sequences they have together
 * @param findings one line for each thing that is missing or double
 */
record SequenceAudit(long streams, long sequences, List<String> findings) {
    private static final String WITHOUT_ROW = """
            select stream.id, count(*) from stream
            cross join lateral generate_series(1, coalesce(upper(range_merge(received)) - 1, 0)) as expected (sequence)
            where class = %d
                and not exists (select from sample where stream = stream.id and sample.sequence = expected.sequence)
                and not exists (select from gap where stream = stream.id and gap.sequence = expected.sequence)
            group by stream.id""".formatted(StreamClass.TELEMETRY.ordinal());

    private static final String DOUBLE_SAMPLE =
            "select stream, sum(n - 1)::bigint from (select stream, sequence, series, count(*) as n from sample"
                    + " group by stream, sequence, series having count(*) > 1) as twice group by stream";

    private static final String SAMPLE_AND_GAP =
            "select gap.stream, count(distinct gap.sequence) from gap join sample using (stream, sequence) group by gap.stream";

    private static final String ROW_WITHOUT_MARK = "select stream, count(distinct sequence) from"
            + " (select stream, sequence from sample union all select stream, sequence from gap"
            + " union all select stream, sequence from machine_event union all select stream, sequence from association) as row"
            + " join stream on stream.id = row.stream where not received @> sequence group by stream";

    static SequenceAudit of(RegionDatabase database) throws SQLException {
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            return of(connection);
        }
    }

    /** Within the snapshot of the connection's transaction. */
    static SequenceAudit of(Connection connection) throws SQLException {
        var findings = new ArrayList<String>();
        var streams = 0;
        var sequences = 0L;
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select id, device, class, received::text from stream")) {
            while (rows.next()) {
                var received = SequenceSet.parse(rows.getString(4));
                streams++;
                sequences += received.highest();
                if (received.missing() > 0) {
                    findings.add("stream %d (%s, class %d): %d sequences missing in %s"
                            .formatted(
                                    rows.getInt(1), rows.getString(2), rows.getInt(3), received.missing(), received));
                }
            }
        }
        add(connection, WITHOUT_ROW, "sequences without a row", findings);
        add(connection, DOUBLE_SAMPLE, "values stored twice", findings);
        add(connection, SAMPLE_AND_GAP, "sequences that are sample and gap", findings);
        add(connection, ROW_WITHOUT_MARK, "sequences stored and not marked", findings);
        return new SequenceAudit(streams, sequences, List.copyOf(findings));
    }

    private static void add(Connection connection, String sql, String what, List<String> findings) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                findings.add("stream %d: %d %s".formatted(rows.getInt(1), rows.getLong(2), what));
            }
        }
    }
}
