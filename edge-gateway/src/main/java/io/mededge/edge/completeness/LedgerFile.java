package io.mededge.edge.completeness;

import io.mededge.edge.journal.FolderLock;
import io.mededge.edge.journal.LocalDatabase;
import io.mededge.edge.journal.StreamKey;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.Fingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConfig;

/**
 * The ranges of all streams in an SQLite database of their own. It is synced now and then (WAL, synchronous NORMAL): a power cut takes the newest rows with
 * it, never a part of a row, and what it took is computed again from the journal or certified as not known. Used by one thread.
 */
final class LedgerFile implements AutoCloseable {
    static final String NAME = "ledger.db";

    /** A range of a stream. */
    record Row(StreamKey stream, Certificate.Range range) {}

    private final FolderLock lock;
    private final Connection connection;
    private final long epoch;

    private LedgerFile(FolderLock lock, Connection connection, long epoch) {
        this.lock = lock;
        this.connection = connection;
        this.epoch = epoch;
    }

    /**
     * @param lock of the folder; the file's until it is closed
     * @throws IOException if the database cannot be used; a damaged one may be deleted at the price of hours that are not known
     */
    static LedgerFile open(Path folder, FolderLock lock, long epoch) throws IOException {
        try {
            var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + folder.resolve(NAME));
            try (var statement = connection.createStatement()) {
                statement.execute("pragma journal_mode = wal");
                statement.execute("pragma synchronous = normal");
                statement.execute("pragma busy_timeout = 5000");
                statement.execute(table("range"));
                // the newest of each stream, rewritten every second: few pages, away from the many
                statement.execute(table("open_range"));
                // what was open when an earlier run ended ends there
                statement.execute("insert or replace into range select * from open_range");
                statement.execute("delete from open_range");
            }
            connection.setAutoCommit(false);
            return new LedgerFile(lock, connection, epoch);
        } catch (SQLException notUsable) {
            throw new IOException("the ledger in " + folder + " cannot be used: " + notUsable.getMessage(), notUsable);
        }
    }

    private static String table(String name) {
        return "create table if not exists " + name
                + " (device text not null, class integer not null, epoch integer not null,"
                + " first integer not null, last integer not null, slot integer not null, content blob not null,"
                + " gaps text not null, told integer not null, primary key (device, class, epoch, first)) without rowid";
    }

    /** The last sequence of each stream of this epoch. */
    Map<StreamKey, Long> lastSequences() throws SQLException {
        try (var select =
                prepare("select device, class, max(last) from range where epoch = ?1 group by device, class")) {
            var last = new HashMap<StreamKey, Long>();
            for (var rows = select.executeQuery(); rows.next(); ) {
                last.put(key(rows), rows.getLong(3));
            }
            return last;
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    /** All of it or nothing; after a failure the next can be tried. */
    private void transaction(Work work) throws SQLException {
        try {
            work.run();
            connection.commit();
        } catch (SQLException failed) {
            LocalDatabase.rollBack(connection);
            throw failed;
        }
    }

    /** Forgets ranges that end above a sequence: an older journal was put back, which numbers others so. */
    void forgetAbove(StreamKey stream, long last) throws SQLException {
        transaction(() -> {
            try (var delete =
                    prepare("delete from range where epoch = ?1 and device = ?2 and class = ?3 and last > ?4")) {
                bind(delete, stream);
                delete.setLong(4, last);
                delete.executeUpdate();
            }
        });
    }

    /** Forgets what is older, of every epoch. */
    void forgetBefore(Instant slot) throws SQLException {
        transaction(() -> {
            try (var delete = connection.prepareStatement("delete from range where slot < ?1")) {
                delete.setLong(1, slot.getEpochSecond());
                delete.executeUpdate();
            }
        });
    }

    void write(List<Row> closed, List<Row> open) throws SQLException {
        transaction(() -> {
            for (var row : closed) {
                put("range", row);
            }
            try (var clear = connection.prepareStatement("delete from open_range")) {
                clear.executeUpdate();
            }
            for (var row : open) {
                put("open_range", row);
            }
        });
    }

    private void put(String table, Row row) throws SQLException {
        try (var insert = prepare(
                "insert or replace into " + table
                        + " (epoch, device, class, first, last, slot, content, gaps, told) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0)")) {
            bind(insert, row.stream());
            insert.setLong(4, row.range().sequences().first());
            insert.setLong(5, row.range().sequences().last());
            insert.setLong(6, row.range().slot().getEpochSecond());
            insert.setBytes(7, row.range().content().bytes());
            insert.setString(8, gaps(row.range()));
            insert.executeUpdate();
        }
    }

    /** Ranges that the journal does not hold in a certificate yet, ascending. */
    List<Certificate.Range> untold(StreamKey stream, int limit) throws SQLException {
        try (var select = prepare("select first, last, slot, content, gaps from range"
                + " where epoch = ?1 and device = ?2 and class = ?3 and told = 0 order by first limit ?4")) {
            bind(select, stream);
            select.setInt(4, limit);
            return ranges(select);
        }
    }

    void told(StreamKey stream, long first, long last) throws SQLException {
        transaction(() -> {
            try (var update = prepare("update range set told = 1"
                    + " where epoch = ?1 and device = ?2 and class = ?3 and first between ?4 and ?5")) {
                bind(update, stream);
                update.setLong(4, first);
                update.setLong(5, last);
                update.executeUpdate();
            }
        });
    }

    private static List<Certificate.Range> ranges(PreparedStatement select) throws SQLException {
        var ranges = new ArrayList<Certificate.Range>();
        for (var rows = select.executeQuery(); rows.next(); ) {
            ranges.add(new Certificate.Range(
                    new SequenceSet.Range(rows.getLong(1), rows.getLong(2)),
                    Instant.ofEpochSecond(rows.getLong(3)),
                    Fingerprint.of(rows.getBytes(4)),
                    gaps(rows.getString(5))));
        }
        return ranges;
    }

    /** {@code sequence:fault}, separated by spaces. */
    private static String gaps(Certificate.Range range) {
        return range.gaps().stream()
                .map(gap -> gap.sequence() + ":" + gap.fault().number())
                .collect(Collectors.joining(" "));
    }

    private static List<Certificate.GapNote> gaps(String text) {
        var gaps = new ArrayList<Certificate.GapNote>();
        for (var note : text.isEmpty() ? new String[0] : text.split(" ", -1)) {
            var colon = note.indexOf(':');
            gaps.add(new Certificate.GapNote(
                    Long.parseLong(note.substring(0, colon)),
                    FaultCode.ofNumber(Integer.parseInt(note.substring(colon + 1)))
                            .orElseThrow()));
        }
        return gaps;
    }

    private static StreamKey key(ResultSet rows) throws SQLException {
        return new StreamKey(new DeviceId(rows.getString(1)), StreamClass.values()[rows.getInt(2)]);
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        var statement = connection.prepareStatement(sql);
        statement.setLong(1, epoch);
        return statement;
    }

    private static void bind(PreparedStatement statement, StreamKey stream) throws SQLException {
        statement.setString(2, stream.device().value());
        statement.setInt(3, stream.streamClass().ordinal());
    }

    @Override
    public void close() throws SQLException, IOException {
        try (lock) {
            connection.close();
        }
    }
}
