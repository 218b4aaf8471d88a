package io.mededge.edge.patient;

import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.StaffId;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose each station is and was, and what of it the journal has not heard yet. A change and its announcement are one transaction, so that the region hears of each,
 * also after a crash. Thread-safe.
 */
final class StationStore {
    private static final byte[] NOTHING = {};

    private static final String CHANGE = "select number, station, at, patient, how, by_whom from change ";
    private static final String CORRECTION =
            "select number, station, since, until, former, patient, at, by_whom, reason from correction ";

    private final PatientDatabase database;
    private final PatientStore patients;

    StationStore(PatientDatabase database, PatientStore patients) {
        this.database = database;
        this.patients = patients;
    }

    /** @param patient whose the station is; null: nobody's @param correction null: it is a change */
    record Announcement(
            long number,
            String station,
            @Nullable PatientId patient,
            Instant at,
            @Nullable Correction correction) {}

    /** Who is treated where, by station. */
    Map<String, PatientId> associations() {
        return database.run("select station, patient from association order by station", select -> {
            var associations = new LinkedHashMap<String, PatientId>();
            for (var rows = select.executeQuery(); rows.next(); ) {
                associations.put(rows.getString(1), new PatientId(rows.getString(2)));
            }
            return associations;
        });
    }

    /**
     * Keeps what becomes of the stations' past and present, in one transaction with the announcement of each.
     *
     * @throws IllegalStateException if a patient is elsewhere or a station is taken; {@link Bedside} asks before
     */
    void keep(List<Correction> corrections, List<Change> changes) {
        database.transaction(() -> {
            corrections.forEach(this::insert);
            // whoever leaves a station first, so that one may come from there to another
            changes.forEach(change -> database.run("delete from association where station = ?", delete -> {
                delete.setString(1, change.station());
                return delete.executeUpdate();
            }));
            changes.forEach(this::insert);
        });
    }

    private void insert(Change change) {
        if (change.patient() != null) {
            database.run("insert into association (station, patient, since) values (?, ?, ?)", insert -> {
                insert.setString(1, change.station());
                insert.setString(2, PatientDatabase.text(change.patient()));
                insert.setLong(3, PatientDatabase.micros(change.at()));
                return insert.executeUpdate();
            });
        }
        database.run("insert into change (station, at, patient, how, by_whom) values (?, ?, ?, ?, ?)", insert -> {
            insert.setString(1, change.station());
            insert.setLong(2, PatientDatabase.micros(change.at()));
            insert.setString(3, PatientDatabase.text(change.patient()));
            insert.setString(4, change.how());
            insert.setString(5, change.by() == null ? null : change.by().value());
            return insert.executeUpdate();
        });
        announce(change.station(), change.patient(), change.at(), null);
    }

    private void insert(Correction correction) {
        var sealed = patients.seal(correction.keeper(), correction.reason().getBytes(StandardCharsets.UTF_8));
        database.run(
                "insert into correction (station, since, until, former, patient, at, by_whom, reason)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                insert -> {
                    insert.setString(1, correction.station());
                    insert.setLong(2, PatientDatabase.micros(correction.since()));
                    insert.setLong(3, PatientDatabase.micros(correction.until()));
                    insert.setString(4, PatientDatabase.text(correction.former()));
                    insert.setString(5, PatientDatabase.text(correction.patient()));
                    insert.setLong(6, PatientDatabase.micros(correction.at()));
                    insert.setString(7, correction.by().value());
                    insert.setBytes(8, sealed);
                    return insert.executeUpdate();
                });
        var number = database.run(
                "select last_insert_rowid()",
                select -> PatientDatabase.first(select.executeQuery()).getLong(1));
        announce(correction.station(), correction.patient(), correction.at(), number);
    }

    private void announce(String station, @Nullable PatientId patient, Instant at, @Nullable Long correction) {
        database.run("insert into announcement (station, patient, at, correction) values (?, ?, ?, ?)", insert -> {
            insert.setString(1, station);
            insert.setString(2, PatientDatabase.text(patient));
            insert.setLong(3, PatientDatabase.micros(at));
            if (correction == null) {
                insert.setNull(4, Types.INTEGER);
            } else {
                insert.setLong(4, correction);
            }
            return insert.executeUpdate();
        });
    }

    /** The changes of a station within a span and the last one before it. */
    List<Change> changes(String station, Instant since, Instant until) {
        return database.run(
                CHANGE + "where station = ?1 and at < ?3 and at >= coalesce("
                        + "(select max(at) from change where station = ?1 and at <= ?2), ?2) order by at, number",
                select -> {
                    select.setString(1, station);
                    select.setLong(2, PatientDatabase.micros(since));
                    select.setLong(3, PatientDatabase.micros(until));
                    return changes(select.executeQuery());
                });
    }

    /** When the patient came to a station, and when each of these stays ended, by number. */
    List<Change> changes(PatientId patient) {
        return database.run(
                CHANGE + "where patient = ?1 or number in (select (select min(n.number) from change n"
                        + " where n.station = c.station and n.number > c.number) from change c where c.patient = ?1)"
                        + " order by number",
                select -> {
                    select.setString(1, patient.value());
                    return changes(select.executeQuery());
                });
    }

    /** Of the last change; empty before the first. */
    Optional<Instant> lastChange() {
        return database.run(
                "select max(at) from (select at from change union all select at from correction)", select -> {
                    var row = PatientDatabase.first(select.executeQuery());
                    row.getLong(1);
                    return row.wasNull() ? Optional.<Instant>empty() : Optional.of(PatientDatabase.instant(row, 1));
                });
    }

    private static List<Change> changes(ResultSet rows) throws SQLException {
        var changes = new ArrayList<Change>();
        while (rows.next()) {
            var by = rows.getString(6);
            changes.add(new Change(
                    rows.getLong(1),
                    rows.getString(2),
                    PatientDatabase.instant(rows, 3),
                    PatientDatabase.patient(rows, 4),
                    rows.getString(5),
                    by == null ? null : new StaffId(by)));
        }
        return changes;
    }

    /** The corrections that concern any of a span of a station. */
    List<Correction> corrections(String station, Instant since, Instant until) {
        return database.run(CORRECTION + "where station = ? and until > ? and since < ? order by number", select -> {
            select.setString(1, station);
            select.setLong(2, PatientDatabase.micros(since));
            select.setLong(3, PatientDatabase.micros(until));
            return corrections(select.executeQuery());
        });
    }

    /** The corrections that gave a patient something or took it away. */
    List<Correction> corrections(PatientId patient) {
        return database.run(CORRECTION + "where patient = ?1 or former = ?1 order by number", select -> {
            select.setString(1, patient.value());
            return corrections(select.executeQuery());
        });
    }

    private List<Correction> corrections(ResultSet rows) throws SQLException {
        var corrections = new ArrayList<Correction>();
        while (rows.next()) {
            var former = PatientDatabase.patient(rows, 5);
            var patient = PatientDatabase.patient(rows, 6);
            var keeper = patient == null ? former : patient;
            var reason = keeper == null ? NOTHING : patients.open(keeper, rows.getBytes(9));
            corrections.add(new Correction(
                    rows.getLong(1),
                    rows.getString(2),
                    PatientDatabase.instant(rows, 3),
                    PatientDatabase.instant(rows, 4),
                    former,
                    patient,
                    PatientDatabase.instant(rows, 7),
                    new StaffId(rows.getString(8)),
                    new String(reason, StandardCharsets.UTF_8)));
        }
        return corrections;
    }

    /** The oldest change or correction that the journal does not have yet. */
    Optional<Announcement> nextAnnouncement() {
        return database.run(
                "select number, station, patient, at, correction from announcement order by number limit 1", select -> {
                    var row = select.executeQuery();
                    if (!row.next()) {
                        return Optional.<Announcement>empty();
                    }
                    var correction = row.getLong(5);
                    return Optional.of(new Announcement(
                            row.getLong(1),
                            row.getString(2),
                            PatientDatabase.patient(row, 3),
                            PatientDatabase.instant(row, 4),
                            correction == 0 ? null : correction(correction)));
                });
    }

    private @Nullable Correction correction(long number) {
        return database.run(CORRECTION + "where number = ?", select -> {
            select.setLong(1, number);
            return corrections(select.executeQuery()).get(0);
        });
    }

    void announced(Announcement announcement) {
        database.run("delete from announcement where number = ?", delete -> {
            delete.setLong(1, announcement.number());
            return delete.executeUpdate();
        });
    }

    /** Stations that a technician has taken out of service. */
    List<String> outOfService() {
        return database.run("select station from out_of_service", select -> {
            var stations = new ArrayList<String>();
            for (var rows = select.executeQuery(); rows.next(); ) {
                stations.add(rows.getString(1));
            }
            return stations;
        });
    }

    void outOfService(String station, StaffId by, Instant at) {
        database.run(
                "insert into out_of_service (station, by_whom, at) values (?, ?, ?) on conflict do nothing", insert -> {
                    insert.setString(1, station);
                    insert.setString(2, by.value());
                    insert.setLong(3, PatientDatabase.micros(at));
                    return insert.executeUpdate();
                });
    }

    void inService(String station) {
        database.run("delete from out_of_service where station = ?", delete -> {
            delete.setString(1, station);
            return delete.executeUpdate();
        });
    }

    /** Whether the journal has still to hear of a patient. */
    boolean isToBeAnnounced(PatientId patient) {
        return database.run(
                "select exists (select 1 from announcement a left join correction c on c.number = a.correction"
                        + " where a.patient = ?1 or c.patient = ?1 or c.former = ?1)",
                select -> {
                    select.setString(1, patient.value());
                    return PatientDatabase.first(select.executeQuery()).getBoolean(1);
                });
    }
}
