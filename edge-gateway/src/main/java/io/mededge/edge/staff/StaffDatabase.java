package io.mededge.edge.staff;

import io.mededge.edge.journal.FolderLock;
import io.mededge.edge.journal.LocalDatabase;
import java.io.IOException;
import java.io.OutputStream;
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
import org.jspecify.annotations.Nullable;

/** The tables of this feature in an SQLite database of their own (WAL, synchronous FULL), in a folder with one user. Guarded by the lock of {@link Accounts}. */
final class StaffDatabase implements AutoCloseable {
    private static final String FILE = "staff.db";

    private static final List<String> TABLES = List.of(
            "create table if not exists account (id text primary key, name text not null, roles text not null,"
                    + " local integer not null, badge text unique, pin text, password text,"
                    + " revoked_at integer, revoked_by text, revoked_why text) strict",
            // a name is never given to a second person
            "create trigger if not exists account_is_kept before delete on account begin select raise(abort, 'accounts stay'); end",
            "create table if not exists act (number integer primary key autoincrement, at integer not null,"
                    + " by_whom text not null, account text not null, what text not null, why text not null) strict",
            "create index if not exists act_by on act (by_whom, at)",
            "create trigger if not exists act_stays before update on act begin select raise(abort, 'acts stay'); end",
            "create trigger if not exists act_is_kept before delete on act begin select raise(abort, 'acts stay'); end",
            "create table if not exists tries (subject text primary key, failures integer not null,"
                    + " until integer not null) strict",
            "create table if not exists snapshot (one integer primary key check (one = 1), sequence integer not null,"
                    + " issued integer not null, imported integer not null, imported_passed integer not null,"
                    + " age integer not null) strict",
            "create table if not exists forward (one integer primary key check (one = 1), passed integer not null,"
                    + " wall integer not null) strict");

    private final FolderLock lock;
    private final Path file;
    private final Connection connection;

    private StaffDatabase(FolderLock lock, Path file, Connection connection) {
        this.lock = lock;
        this.file = file;
        this.connection = connection;
    }

    /** @throws IOException if it cannot be used, or somebody else uses the folder */
    static StaffDatabase open(Path folder) throws IOException {
        var lock = FolderLock.take(folder);
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
            return new StaffDatabase(lock, file, connection);
        } catch (SQLException notUsable) {
            lock.close();
            throw new IOException("the accounts " + file + " cannot be used: " + notUsable.getMessage(), notUsable);
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

    /** @param arguments Strings, numbers and Instants @return how many rows there were */
    int write(String sql, @Nullable Object... arguments) {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        } catch (SQLException failed) {
            throw failed(failed);
        }
    }

    /** All that the work writes, or when it throws nothing. */
    void transaction(Runnable work) {
        try {
            connection.setAutoCommit(false);
            try {
                work.run();
                connection.commit();
            } catch (RuntimeException | SQLException failed) {
                LocalDatabase.rollBack(connection);
                throw failed;
            } finally {
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

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Grows with every change of this run. */
    long changes() {
        return first("select total_changes()", row -> row.getLong(1)).orElseThrow();
    }

    /** One state of it, for a copy elsewhere. */
    void copyTo(OutputStream out) throws IOException {
        LocalDatabase.copy(file, out);
    }

    private static IllegalStateException failed(SQLException failed) {
        // SQLite's messages name columns and constraints, never values
        return new IllegalStateException("the accounts could not be read or written: " + failed.getMessage(), failed);
    }

    @Override
    public void close() {
        try (lock) {
            connection.close();
        } catch (SQLException | IOException alreadyGone) {
            throw new IllegalStateException("the accounts could not be closed", alreadyGone);
        }
    }
}
