package io.mededge.edge.patient;

import io.mededge.edge.identity.PatientId;
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
import org.jspecify.annotations.Nullable;

/** The connection to {@code patients.db}. Thread-safe: one statement or transaction at a time. */
final class PatientDatabase implements AutoCloseable {
    private final Path file;
    private final Connection connection;
    private boolean inTransaction;

    private PatientDatabase(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** @throws IOException if it cannot be used */
    static PatientDatabase open(Path file) throws IOException {
        try {
            var connection = LocalDatabase.open(file);
            PatientSchema.apply(connection);
            return new PatientDatabase(file, connection);
        } catch (SQLException notUsable) {
            throw new IOException("the patient store " + file + " cannot be used", notUsable);
        }
    }

    interface Query<T extends @Nullable Object> {
        T ask(PreparedStatement statement) throws SQLException;
    }

    /** @throws IllegalStateException if it fails; the message names columns and constraints, never values */
    synchronized <T extends @Nullable Object> T run(String sql, Query<T> query) {
        try (var statement = connection.prepareStatement(sql)) {
            return query.ask(statement);
        } catch (SQLException failed) {
            throw new IllegalStateException("the patient store failed: " + failed.getMessage(), failed);
        }
    }

    /** All of it or nothing. Within another transaction it is a part of that one. */
    synchronized void transaction(Runnable work) {
        if (inTransaction) {
            work.run();
            return;
        }
        try {
            connection.setAutoCommit(false);
            inTransaction = true;
            try {
                work.run();
                connection.commit();
            } catch (RuntimeException | SQLException failed) {
                LocalDatabase.rollBack(connection);
                throw failed;
            } finally {
                inTransaction = false;
                connection.setAutoCommit(true);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("the patient store failed: " + failed.getMessage(), failed);
        }
    }

    void copyTo(OutputStream out) throws IOException {
        LocalDatabase.copy(file, out);
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException alreadyGone) {
            throw new IllegalStateException("the patient store could not be closed", alreadyGone);
        }
    }

    static ResultSet first(ResultSet rows) throws SQLException {
        rows.next();
        return rows;
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return Instant.EPOCH.plus(row.getLong(column), ChronoUnit.MICROS);
    }

    static @Nullable String text(@Nullable PatientId patient) {
        return patient == null ? null : patient.value();
    }

    static @Nullable PatientId patient(ResultSet row, int column) throws SQLException {
        var id = row.getString(column);
        return id == null ? null : new PatientId(id);
    }
}
