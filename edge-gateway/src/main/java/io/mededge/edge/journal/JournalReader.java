package io.mededge.edge.journal;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.telemetry.Entry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads committed records beside the writer, in a connection of its own. */
final class JournalReader implements AutoCloseable {
    private final Connection connection;
    private final EntryForm form;
    private final Faults faults;
    private final PreparedStatement selectEntries;
    private final PreparedStatement selectFirst;

    JournalReader(Connection connection, EntryForm form, Faults faults) throws SQLException {
        this.connection = connection;
        this.form = form;
        this.faults = faults;
        selectEntries = connection.prepareStatement("select sequence, at, recorded, body from entry"
                + " where stream = ? and sequence between ? and ? order by sequence limit ?");
        selectFirst = connection.prepareStatement(
                "select sequence, recorded from entry where stream = ? order by sequence limit 1");
    }

    record First(long sequence, Instant recorded) {}

    synchronized Optional<First> first(int stream) throws SQLException {
        selectFirst.setInt(1, stream);
        try (var rows = selectFirst.executeQuery()) {
            return rows.next()
                    ? Optional.of(new First(rows.getLong(1), JournalWriter.instant(rows.getLong(2))))
                    : Optional.empty();
        }
    }

    synchronized List<Entry> read(int stream, long first, long last, int maxEntries, int maxBytes) throws SQLException {
        selectEntries.setInt(1, stream);
        selectEntries.setLong(2, first);
        selectEntries.setLong(3, last);
        selectEntries.setInt(4, maxEntries);
        var entries = new ArrayList<Entry>();
        var bytes = 0;
        try (var rows = selectEntries.executeQuery()) {
            while (rows.next()) {
                var body = rows.getBytes(4);
                bytes += body.length;
                if (bytes > maxBytes && !entries.isEmpty()) {
                    break;
                }
                entries.add(entry(rows, body));
            }
        }
        return entries;
    }

    /** A record that cannot be read becomes a gap under its number: the region learns that something was there. */
    private Entry entry(ResultSet rows, byte[] bytes) throws SQLException {
        var decoded = form.decode(bytes);
        RegionBound body;
        if (decoded instanceof Decoded.Value<RegionBound> value) {
            body = value.value();
        } else {
            faults.report(FaultCode.JOURNAL_CORRUPT, ((Decoded.Malformed<RegionBound>) decoded).reason());
            body = new Gap(FaultCode.JOURNAL_CORRUPT, null);
        }
        return new Entry(
                rows.getLong(1), JournalWriter.instant(rows.getLong(2)), JournalWriter.instant(rows.getLong(3)), body);
    }

    @Override
    public synchronized void close() throws SQLException {
        connection.close();
    }
}
