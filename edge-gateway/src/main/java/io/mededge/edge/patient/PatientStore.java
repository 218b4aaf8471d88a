package io.mededge.edge.patient;

import io.mededge.edge.identity.Identifier;
import io.mededge.edge.identity.KeyFile;
import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Pseudonyms;
import io.mededge.edge.identity.Purpose;
import io.mededge.edge.journal.FolderLock;
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
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * Patients and associations in an SQLite database of their own (WAL, synchronous FULL). Each patient is encrypted under a key of its own, which is wrapped
 * by the key in {@code patients.key}. Readable without keys: random ids, station names, times, nothing else. An association and its announcement are
 * one transaction, so that the region hears of each, also after a crash. Thread-safe.
 */
final class PatientStore implements AutoCloseable {
    static final int MAX_PATIENTS = 10_000;

    private static final String KEY_FILE = "patients.key";
    private static final String DATABASE = "patients.db";

    private final FolderLock lock;
    private final Path database;
    private final Connection connection;
    private final byte[] wrappingKey;
    private final byte[] lookupKey;

    private PatientStore(FolderLock lock, Path database, Connection connection, byte[] wrappingKey) {
        this.lock = lock;
        this.database = database;
        this.connection = connection;
        this.wrappingKey = wrappingKey;
        this.lookupKey = Pseudonyms.hmac(wrappingKey, "mededge lookup");
    }

    /**
     * Opens the store in a folder, or makes a new one. A store without its key is not overwritten.
     *
     * @throws IOException if the key or the database cannot be used, or somebody uses the folder: then nothing in it was touched
     */
    static PatientStore open(Path folder) throws IOException {
        var lock = FolderLock.take(folder);
        try {
            return open(folder, lock);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private static PatientStore open(Path folder, FolderLock lock) throws IOException {
        var keyFile = folder.resolve(KEY_FILE);
        var database = folder.resolve(DATABASE);
        if (Files.exists(database) && !Files.exists(keyFile)) {
            throw new IOException("there are patients in " + database + " but not their key " + KEY_FILE
                    + ": restore the key, or move the database away");
        }
        var key = Files.exists(keyFile) ? KeyFile.read(keyFile) : KeyFile.create(keyFile);
        try {
            var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + database);
            try (var statement = connection.createStatement()) {
                statement.execute("pragma journal_mode = wal");
                statement.execute("pragma synchronous = full");
                statement.execute("pragma secure_delete = on");
                statement.execute("pragma foreign_keys = on");
                statement.execute("pragma busy_timeout = 5000");
                statement.execute(
                        "create table if not exists patient (id text primary key, lookup text not null unique,"
                                + " wrapped_key blob not null, record blob not null) strict");
                statement.execute("create table if not exists association (station text primary key,"
                        + " patient text not null unique references patient, since integer not null) strict");
                statement.execute("create table if not exists announcement (number integer primary key autoincrement,"
                        + " station text not null, patient text references patient, at integer not null) strict");
            }
            return new PatientStore(lock, database, connection, key);
        } catch (SQLException notUsable) {
            throw new IOException("the patient store " + database + " cannot be used", notUsable);
        }
    }

    /** Keeps a patient. False, and nothing is changed, if there is one with the same identifier. */
    synchronized boolean add(Patient patient) {
        var id = patient.id().value();
        var key = RecordCipher.newKey();
        return run(
                "insert into patient (id, lookup, wrapped_key, record) values (?, ?, ?, ?) on conflict (lookup) do nothing",
                insert -> {
                    insert.setString(1, id);
                    insert.setString(2, lookup(patient.identifier()));
                    insert.setBytes(3, RecordCipher.seal(wrappingKey, "key " + id, key));
                    insert.setBytes(4, RecordCipher.seal(key, "record " + id, PatientRecord.encode(patient)));
                    return insert.executeUpdate() == 1;
                });
    }

    synchronized int count() {
        return run(
                "select count(*) from patient",
                select -> first(select.executeQuery()).getInt(1));
    }

    /** All patients. */
    synchronized List<Patient> all() {
        return run("select id, wrapped_key, record from patient", select -> {
            var patients = new ArrayList<Patient>();
            for (var rows = select.executeQuery(); rows.next(); ) {
                var id = rows.getString(1);
                var key = RecordCipher.open(wrappingKey, "key " + id, rows.getBytes(2));
                var record = RecordCipher.open(key, "record " + id, rows.getBytes(3));
                patients.add(PatientRecord.decode(new PatientId(id), record));
            }
            return patients;
        });
    }

    /** A patient's own key; empty if there is no such patient (any more). */
    synchronized Optional<byte[]> key(PatientId patient) {
        return run("select wrapped_key from patient where id = ?", select -> {
            select.setString(1, patient.value());
            var row = select.executeQuery();
            return row.next()
                    ? Optional.of(RecordCipher.open(wrappingKey, "key " + patient.value(), row.getBytes(1)))
                    : Optional.<byte[]>empty();
        });
    }

    /** Who is treated where, by station. */
    synchronized Map<String, PatientId> associations() {
        return run("select station, patient from association order by station", select -> {
            var associations = new LinkedHashMap<String, PatientId>();
            for (var rows = select.executeQuery(); rows.next(); ) {
                associations.put(rows.getString(1), new PatientId(rows.getString(2)));
            }
            return associations;
        });
    }

    /**
     * Ties a patient to a station, or with null frees the station, and notes that this is to be announced.
     *
     * @throws IllegalStateException if the patient is elsewhere or the station is taken; {@link Bedside} asks before
     */
    synchronized void associate(String station, @Nullable PatientId patient, Instant at) {
        var micros = ChronoUnit.MICROS.between(Instant.EPOCH, at);
        transaction(() -> {
            run("delete from association where station = ? and ? is null", delete -> {
                delete.setString(1, station);
                delete.setString(2, patient == null ? null : patient.value());
                return delete.executeUpdate();
            });
            if (patient != null) {
                run("insert into association (station, patient, since) values (?, ?, ?)", insert -> {
                    insert.setString(1, station);
                    insert.setString(2, patient.value());
                    insert.setLong(3, micros);
                    return insert.executeUpdate();
                });
            }
            run("insert into announcement (station, patient, at) values (?, ?, ?)", insert -> {
                insert.setString(1, station);
                insert.setString(2, patient == null ? null : patient.value());
                insert.setLong(3, micros);
                return insert.executeUpdate();
            });
        });
    }

    /** The oldest association that the journal does not have yet. */
    synchronized Optional<Announcement> nextAnnouncement() {
        return run("select number, station, patient, at from announcement order by number limit 1", select -> {
            var row = select.executeQuery();
            if (!row.next()) {
                return Optional.<Announcement>empty();
            }
            var patient = row.getString(3);
            return Optional.of(new Announcement(
                    row.getLong(1),
                    row.getString(2),
                    patient == null ? null : new PatientId(patient),
                    Instant.EPOCH.plus(row.getLong(4), ChronoUnit.MICROS)));
        });
    }

    synchronized void announced(Announcement announcement) {
        run("delete from announcement where number = ?", delete -> {
            delete.setLong(1, announcement.number());
            return delete.executeUpdate();
        });
    }

    /** Grows with every change of this run. */
    synchronized long changes() {
        return run(
                "select total_changes()", select -> first(select.executeQuery()).getLong(1));
    }

    /** One state of the store, for a copy elsewhere: what is encrypted stays so. */
    void copyTo(OutputStream out) throws IOException {
        LocalDatabase.copy(database, out);
    }

    @Override
    public synchronized void close() {
        try (lock) {
            connection.close();
        } catch (SQLException | IOException alreadyGone) {
            throw new IllegalStateException("the patient store could not be closed", alreadyGone);
        }
    }

    /** @param patient null: the station is free */
    record Announcement(
            long number, String station, @Nullable PatientId patient, Instant at) {}

    private String lookup(Identifier identifier) {
        return HexFormat.of()
                .formatHex(Pseudonyms.hmac(
                        lookupKey,
                        identifier.system(),
                        identifier.type(),
                        identifier.value().reveal(Purpose.PSEUDONYM)));
    }

    private interface Query<T> {
        T ask(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(String sql, Query<T> query) {
        try (var statement = connection.prepareStatement(sql)) {
            return query.ask(statement);
        } catch (SQLException failed) {
            // SQLite's messages name columns and constraints, never values
            throw new IllegalStateException("the patient store failed: " + failed.getMessage(), failed);
        }
    }

    private void transaction(Runnable work) {
        try {
            connection.setAutoCommit(false);
            try {
                work.run();
                connection.commit();
            } catch (IllegalStateException | SQLException failed) {
                LocalDatabase.rollBack(connection);
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("the patient store failed: " + failed.getMessage(), failed);
        }
    }

    private static ResultSet first(ResultSet rows) throws SQLException {
        rows.next();
        return rows;
    }
}
