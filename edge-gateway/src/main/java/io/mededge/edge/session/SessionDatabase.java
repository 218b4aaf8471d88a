package io.mededge.edge.session;

import io.mededge.edge.journal.LocalDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The tables of this feature in an SQLite database of their own (WAL, synchronous FULL). Not thread-safe; the stores upon it share one lock. */
final class SessionDatabase implements AutoCloseable {
    private static final String FILE = "sessions.db";

    private static final List<String> TABLES = List.of(
            "create table if not exists session (id text primary key, patient text not null, version integer not null,"
                    + " state text not null, state_since integer not null, station text not null, begins integer not null,"
                    + " ends integer not null, free_at integer not null, content blob not null) strict",
            "create index if not exists session_station on session (station, begins)",
            "create index if not exists session_patient on session (patient, begins)",
            "create index if not exists session_begins on session (begins)",
            "create table if not exists audit (session text not null references session, number integer not null,"
                    + " version integer not null, at integer not null, who text not null, sealed blob not null,"
                    + " primary key (session, number)) strict",
            // append only, also for whoever opens the file with other tools by mistake
            "create trigger if not exists audit_stays before update on audit begin select raise(abort, 'audit lines stay'); end",
            "create trigger if not exists audit_is_kept before delete on audit begin select raise(abort, 'audit lines stay'); end",
            "create table if not exists signature (session text not null references session, version integer not null,"
                    + " number integer not null, hash text not null, signer text not null, name text not null,"
                    + " role text not null, meaning text not null, at text not null, key_id text not null, seal text not null,"
                    + " primary key (session, number)) strict",
            "create table if not exists report (session text primary key references session, version integer not null) strict",
            "create table if not exists request (id text primary key, session text not null, seen_version integer not null,"
                    + " asked integer not null, station text, begins integer, ends integer, verdict text not null,"
                    + " reason text not null, decided_by text, decided_at integer) strict",
            "create table if not exists machine (station text primary key, mode text not null, since integer not null) strict");

    private final Path file;
    private final Connection connection;
    private boolean inTransaction;

    private SessionDatabase(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** @throws IOException if it cannot be used */
    static SessionDatabase open(Path folder) throws IOException {
        Files.createDirectories(folder);
        var file = folder.resolve(FILE);
        try {
            var connection = LocalDatabase.open(file);
            try (var statement = connection.createStatement()) {
                statement.execute("begin immediate");
                for (var table : TABLES) {
                    statement.execute(table);
                }
                statement.execute("commit");
            }
            return new SessionDatabase(file, connection);
        } catch (SQLException notUsable) {
            throw new IOException("the sessions " + file + " cannot be used: " + notUsable.getMessage(), notUsable);
        }
    }

    /** Reads one row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> read(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            var rows = new ArrayList<T>();
            for (var result = statement.executeQuery(); result.next(); ) {
                rows.add(reader.read(result));
            }
            return rows;
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    <T> Optional<T> first(String sql, RowReader<T> reader, @Nullable Object... arguments) {
        return read(sql, reader, arguments).stream().findFirst();
    }

    /** @param arguments Strings, numbers, bytes and Instants @return how many rows there were */
    int write(String sql, @Nullable Object... arguments) {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    /** All that the work writes, or when it throws nothing. Within another transaction it is a part of that one. */
    <T> T inTransaction(Supplier<T> work) {
        if (inTransaction) {
            return work.get();
        }
        try {
            connection.setAutoCommit(false);
            inTransaction = true;
            try {
                var result = work.get();
                connection.commit();
                return result;
            } catch (RuntimeException | SQLException failed) {
                LocalDatabase.rollBack(connection);
                throw failed;
            } finally {
                inTransaction = false;
                connection.setAutoCommit(true);
            }
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] arguments) throws SQLException {
        for (var i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i] instanceof Instant at ? (Object) micros(at) : arguments[i]);
        }
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return Instant.EPOCH.plus(row.getLong(column), ChronoUnit.MICROS);
    }

    /** Grows with every change of this run. */
    long changes() {
        return first("select total_changes()", row -> row.getLong(1)).orElseThrow();
    }

    /** One state of it, for a copy elsewhere: what is encrypted stays so. */
    void copyTo(OutputStream out) throws IOException {
        LocalDatabase.copy(file, out);
    }

    private static IllegalStateException failed(SQLException failed) {
        // SQLite's messages name columns and constraints, never values
        return new IllegalStateException("the sessions could not be read or written: " + failed.getMessage(), failed);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException alreadyGone) {
            throw failed(alreadyGone);
        }
    }
}
