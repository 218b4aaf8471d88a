package io.mededge.edge.patient;

import io.mededge.edge.identity.Identifier;
import io.mededge.edge.identity.KeyFile;
import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Pseudonyms;
import io.mededge.edge.identity.Purpose;
import io.mededge.edge.identity.StaffAct;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.journal.FolderLock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Patients and associations in an SQLite database of their own (WAL, synchronous FULL). Each patient is encrypted under a key of its own, which is wrapped
 * by the key in {@code patients.key}; so is what people typed about the patient. Readable without keys: random ids, stations, times, accounts of the staff, kinds of
 * acts, nothing else. Thread-safe.
 */
final class PatientStore implements AutoCloseable {
    static final int MAX_PATIENTS = 10_000;

    private static final String KEY_FILE = "patients.key";
    private static final String DATABASE = "patients.db";
    private static final byte[] NOTHING = {};
    /** What stands where there is nothing to seal, and where there was. */
    private static final byte[] NO_DETAIL = {0};

    private final FolderLock lock;
    private final PatientDatabase database;
    private final StationStore stations;
    private final byte[] wrappingKey;
    private final byte[] lookupKey;

    private PatientStore(FolderLock lock, PatientDatabase database, byte[] wrappingKey) {
        this.lock = lock;
        this.database = database;
        this.stations = new StationStore(database, this);
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
        return new PatientStore(lock, PatientDatabase.open(database), key);
    }

    /** Whose the stations are and were. */
    StationStore stations() {
        return stations;
    }

    /** Whether a record may be used. The names are kept. */
    enum State {
        OPEN,
        /** Locked: it is read only by breaking the glass, and nobody can be associated by it. */
        RESTRICTED,
        /** There is no key to it. */
        ERASED;

        private static State of(String kept) {
            return valueOf(kept.toUpperCase(Locale.ROOT));
        }

        private String kept() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param mergedInto the record that stands for the person; null: this one */
    record Standing(State state, boolean held, @Nullable PatientId mergedInto) {
        static final Standing NEW = new Standing(State.OPEN, false, null);
    }

    /** Keeps a patient. False, and nothing is changed, if there is one with the same identifier. */
    boolean add(Patient patient) {
        var id = patient.id().value();
        var key = RecordCipher.newKey();
        return database.run(
                "insert into patient (id, lookup, wrapped_key, record) values (?, ?, ?, ?) on conflict (lookup) do nothing",
                insert -> {
                    insert.setString(1, id);
                    insert.setString(2, lookup(patient.identifier()));
                    insert.setBytes(3, RecordCipher.seal(wrappingKey, "key " + id, key));
                    insert.setBytes(4, RecordCipher.seal(key, "record " + id, PatientRecord.encode(patient)));
                    return insert.executeUpdate() == 1;
                });
    }

    /** Erased ones included: they take the room of a row. */
    int count() {
        return database.run(
                "select count(*) from patient",
                select -> PatientDatabase.first(select.executeQuery()).getInt(1));
    }

    /** All patients who are not erased. */
    List<Patient> all() {
        return database.run("select id, wrapped_key, record from patient where state <> 'erased'", select -> {
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

    /** How each record stands, erased ones included. */
    Map<PatientId, Standing> standings() {
        return database.run("select id, state, held, merged_into from patient", select -> {
            var standings = new HashMap<PatientId, Standing>();
            for (var rows = select.executeQuery(); rows.next(); ) {
                standings.put(
                        new PatientId(rows.getString(1)),
                        new Standing(
                                State.of(rows.getString(2)), rows.getBoolean(3), PatientDatabase.patient(rows, 4)));
            }
            return standings;
        });
    }

    /** Takes another content for a patient's record, and keeps what is done as an act. */
    void amend(Patient patient, Act act) {
        var id = patient.id().value();
        database.transaction(() -> {
            database.run("update patient set record = ? where id = ?", update -> {
                update.setBytes(1, RecordCipher.seal(key(patient.id()), "record " + id, PatientRecord.encode(patient)));
                update.setString(2, id);
                return update.executeUpdate();
            });
            insert(act);
        });
    }

    /** How a record stands from now on, and the act that made it so. */
    void stand(PatientId patient, Standing standing, Act act) {
        database.transaction(() -> {
            update(patient, standing);
            insert(act);
        });
    }

    private void update(PatientId patient, Standing standing) {
        database.run("update patient set state = ?, held = ?, merged_into = ? where id = ?", update -> {
            update.setString(1, standing.state().kept());
            update.setBoolean(2, standing.held());
            update.setString(3, PatientDatabase.text(standing.mergedInto()));
            update.setString(4, patient.value());
            return update.executeUpdate();
        });
    }

    void keep(Act act) {
        database.transaction(() -> insert(act));
    }

    private void insert(Act act) {
        database.run(
                "insert into act (at, kind, patient, other, by_whom, second, detail) values (?, ?, ?, ?, ?, ?, ?)",
                insert -> {
                    insert.setLong(1, PatientDatabase.micros(act.at()));
                    insert.setString(2, act.kind().name());
                    insert.setString(3, act.patient().value());
                    insert.setString(4, PatientDatabase.text(act.other()));
                    insert.setString(5, act.by().value());
                    insert.setString(
                            6, act.second() == null ? null : act.second().value());
                    insert.setBytes(7, seal(act.patient(), act.detail()));
                    return insert.executeUpdate();
                });
    }

    /** All that was done with a patient's record, the oldest first. */
    List<Act> acts(PatientId patient) {
        return database.run(
                "select at, kind, other, by_whom, second, detail from act where patient = ? order by number",
                select -> {
                    select.setString(1, patient.value());
                    var acts = new ArrayList<Act>();
                    for (var rows = select.executeQuery(); rows.next(); ) {
                        var second = rows.getString(5);
                        acts.add(new Act(
                                PatientDatabase.instant(rows, 1),
                                Act.Kind.valueOf(rows.getString(2)),
                                patient,
                                PatientDatabase.patient(rows, 3),
                                new StaffId(rows.getString(4)),
                                second == null ? null : new StaffId(second),
                                open(patient, rows.getBytes(6))));
                    }
                    return acts;
                });
    }

    /** Records of one person that were joined, or were parted again. @param number of the act */
    record Joining(long number, Instant at, boolean joined, PatientId duplicate, PatientId survivor) {}

    /** The oldest joining or parting that the journal does not have yet. */
    Optional<Joining> nextJoining() {
        return database.run(
                "select number, at, kind, patient, other from act where kind in ('MERGED', 'UNMERGED')"
                        + " and other is not null and number > (select number from joining_told)"
                        + " order by number limit 1",
                select -> {
                    var row = select.executeQuery();
                    return row.next()
                            ? Optional.of(new Joining(
                                    row.getLong(1),
                                    PatientDatabase.instant(row, 2),
                                    Act.Kind.valueOf(row.getString(3)) == Act.Kind.MERGED,
                                    new PatientId(row.getString(4)),
                                    new PatientId(row.getString(5))))
                            : Optional.<Joining>empty();
                });
    }

    void told(Joining joining) {
        database.run("update joining_told set number = ?", update -> {
            update.setLong(1, joining.number());
            return update.executeUpdate();
        });
    }

    /** All that is kept in it, or when it throws nothing. */
    void atomically(Runnable work) {
        database.transaction(work);
    }

    /** What came of a message of the hospital's system that was heard before; empty if it was not, or too long ago. */
    Optional<String> verdict(List<String> message) {
        return database.run("select verdict from hospital_message where message = ?", select -> {
            select.setString(1, keyed(message));
            var row = select.executeQuery();
            return row.next() ? Optional.of(row.getString(1)) : Optional.<String>empty();
        });
    }

    /** Remembers what came of a message, and forgets those that were heard {@link HospitalRecords#MAX_REMEMBERED} before it. */
    void remember(List<String> message, String verdict) {
        database.run("insert into hospital_message (message, verdict) values (?, ?)", insert -> {
            insert.setString(1, keyed(message));
            insert.setString(2, verdict);
            return insert.executeUpdate();
        });
        database.run("delete from hospital_message where number <= last_insert_rowid() - ?", delete -> {
            delete.setInt(1, HospitalRecords.MAX_REMEMBERED);
            return delete.executeUpdate();
        });
    }

    private String keyed(List<String> message) {
        return HexFormat.of().formatHex(Pseudonyms.hmac(lookupKey, message.toArray(String[]::new)));
    }

    /** What somebody of the staff did with stations and records since a time, without what was typed. */
    List<StaffAct> acts(StaffId by, Instant since) {
        return database.run(
                "select at, what, place from ("
                        + "select at, 'association changed' as what, 'station ' || station as place from change where by_whom = ?1"
                        + " union all select at, 'past corrected', 'station ' || station from correction where by_whom = ?1"
                        + " union all select at, 'out of service', 'station ' || station from out_of_service where by_whom = ?1"
                        + " union all select at, 'record ' || lower(kind), 'patient ' || patient from act"
                        + " where by_whom = ?1 or second = ?1) where at >= ?2 order by at limit " + StaffAct.MAX_LISTED,
                select -> {
                    select.setString(1, by.value());
                    select.setLong(2, PatientDatabase.micros(since));
                    var acts = new ArrayList<StaffAct>();
                    for (var rows = select.executeQuery(); rows.next(); ) {
                        acts.add(new StaffAct(PatientDatabase.instant(rows, 1), rows.getString(2), rows.getString(3)));
                    }
                    return acts;
                });
    }

    /**
     * Destroys the keys of these records, the records, what can be found by their identifiers, and what was typed about them. Ids, stations and times stay, of
     * nobody. Returns when no file of the store holds any of it, but see {@link #tidy}.
     */
    boolean erase(Collection<PatientId> patients, Act act) {
        database.transaction(() -> {
            insert(act);
            for (var patient : patients) {
                var id = patient.value();
                for (var sql : List.of(
                        "update patient set lookup = 'erased ' || id, wrapped_key = zeroblob(1), record = zeroblob(1),"
                                + " state = 'erased' where id = ?",
                        "update act set detail = zeroblob(1) where patient = ?",
                        "update correction set reason = zeroblob(1) where coalesce(patient, former) = ?")) {
                    database.run(sql, update -> {
                        update.setString(1, id);
                        return update.executeUpdate();
                    });
                }
            }
        });
        return tidy();
    }

    /** Empties the write-ahead log, which still has what was overwritten. False while somebody reads the database; to be called again then. */
    boolean tidy() {
        return database.run(
                "pragma wal_checkpoint(truncate)",
                checkpoint -> PatientDatabase.first(checkpoint.executeQuery()).getInt(1) == 0);
    }

    /** Grows with every change of this run. */
    long changes() {
        return database.run(
                "select total_changes()",
                select -> PatientDatabase.first(select.executeQuery()).getLong(1));
    }

    /** One state of the store, for a copy elsewhere: what is encrypted stays so. */
    void copyTo(OutputStream out) throws IOException {
        database.copyTo(out);
    }

    @Override
    public void close() {
        try (lock) {
            database.close();
        } catch (IOException alreadyGone) {
            throw new IllegalStateException("the patient store could not be closed", alreadyGone);
        }
    }

    /** Under the key of a patient. */
    byte[] seal(PatientId patient, byte[] plain) {
        return plain.length == 0 ? NO_DETAIL : RecordCipher.seal(key(patient), "detail " + patient, plain);
    }

    /** What {@link #seal} has sealed; empty once the patient is erased. */
    byte[] open(PatientId patient, byte[] sealed) {
        return sealed.length <= NO_DETAIL.length
                ? NOTHING
                : RecordCipher.open(key(patient), "detail " + patient, sealed);
    }

    /** What others keep of a patient, under the key of the patient; empty if there is no such patient (any more). */
    Optional<byte[]> seal(PatientId patient, String belongsTo, byte[] plain) {
        return present(patient).map(key -> RecordCipher.seal(key, belongsTo, plain));
    }

    /** Empty once the patient is erased. @throws IllegalStateException if it was changed or belongs to something else */
    Optional<byte[]> open(PatientId patient, String belongsTo, byte[] sealed) {
        return present(patient).map(key -> RecordCipher.open(key, belongsTo, sealed));
    }

    private byte[] key(PatientId patient) {
        return present(patient).orElseThrow(() -> new IllegalStateException("there is no key of " + patient));
    }

    private Optional<byte[]> present(PatientId patient) {
        return database.run("select wrapped_key from patient where id = ? and state <> 'erased'", select -> {
            select.setString(1, patient.value());
            var row = select.executeQuery();
            return row.next()
                    ? Optional.of(RecordCipher.open(wrappingKey, "key " + patient, row.getBytes(1)))
                    : Optional.<byte[]>empty();
        });
    }

    private String lookup(Identifier identifier) {
        return HexFormat.of()
                .formatHex(Pseudonyms.hmac(
                        lookupKey,
                        identifier.system(),
                        identifier.type(),
                        identifier.value().reveal(Purpose.PSEUDONYM)));
    }
}
