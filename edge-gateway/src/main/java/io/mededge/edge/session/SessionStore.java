package io.mededge.edge.session;

import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.StaffAct;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.session.Session.Plan;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sessions, their audit trails and what is yet to be reported. Readable without a patient's key: random ids, stations, times, states, accounts of staff. A
 * change, its audit lines and the note that it is to be reported are one transaction. Guarded by the lock of {@link Sessions}.
 */
final class SessionStore {
    /** Bound of one answer. */
    static final int MAX_LISTED = 1_000;

    private static final String COLUMNS =
            "select id, patient, version, state, state_since, station, begins, ends, free_at, content from session ";

    private final SessionDatabase database;
    private final SessionPatients patients;

    SessionStore(SessionDatabase database, SessionPatients patients) {
        this.database = database;
        this.patients = patients;
    }

    /** Who changes something, when and why. */
    record Author(StaffId who, Instant at, String reason) {}

    /** Another session in the way. */
    record Overlap(String station, Instant begin, Instant until) {}

    Optional<Session> find(SessionId id) {
        return database.first(COLUMNS + "where id = ?", this::session, id.value());
    }

    /** Those whose time at the station overlaps with this, by begin; at most {@link #MAX_LISTED}. */
    List<Session> between(Instant from, Instant until) {
        return database.read(
                COLUMNS + "where begins < ? and free_at > ? order by begins, id limit " + MAX_LISTED,
                this::session,
                until,
                from);
    }

    /** Those about which a machine can say something now: not over, and if only scheduled, due; at most {@link #MAX_LISTED}. */
    List<Session> current(Instant now) {
        return database.read(
                COLUMNS
                        + "where state not in ('closed', 'cancelled') and (state <> 'scheduled' or (begins <= ? and ends > ?))"
                        + " order by begins desc, id limit " + MAX_LISTED,
                this::session,
                now,
                now);
    }

    /** What is planned at a station and not over yet within a time; both ends are half open. */
    Optional<Overlap> stationOverlap(String station, Instant begin, Instant freeAt, SessionId except) {
        return database.first(
                "select station, begins, free_at as until from session where station = ? and begins < ? and free_at > ?"
                        + " and state not in ('closed', 'cancelled') and id <> ? order by begins limit 1",
                SessionStore::overlap,
                station,
                freeAt,
                begin,
                except.value());
    }

    /** The same for a patient, who needs no cleaning. */
    Optional<Overlap> patientOverlap(PatientId patient, Instant begin, Instant end, SessionId except) {
        return database.first(
                "select station, begins, ends as until from session where patient = ? and begins < ? and ends > ?"
                        + " and state not in ('closed', 'cancelled') and id <> ? order by begins limit 1",
                SessionStore::overlap,
                patient.value(),
                end,
                begin,
                except.value());
    }

    private static Overlap overlap(ResultSet row) throws SQLException {
        return new Overlap(
                row.getString("station"),
                SessionDatabase.instant(row, "begins"),
                SessionDatabase.instant(row, "until"));
    }

    /** Whether another session at the station has blood in the circuit or is not cleaned up after. */
    boolean isHeld(String station, SessionId except) {
        return database.first(
                        "select id from session where station = ? and id <> ? and state in ('in-progress', 'paused',"
                                + " 'completed', 'interrupted', 'cleaning') limit 1",
                        row -> row.getString(1),
                        station,
                        except.value())
                .isPresent();
    }

    /** How many sessions there are of each state, those of erased patients included. */
    Map<SessionState, Integer> counts() {
        var counts = new TreeMap<SessionState, Integer>();
        database.read(
                        "select state, count(*) from session group by state",
                        row -> Map.entry(state(row.getString(1)), row.getInt(2)))
                .forEach(count -> counts.put(count.getKey(), count.getValue()));
        return counts;
    }

    /**
     * Keeps a new session, or the next version of one.
     *
     * @param before as it is stored; {@link SessionFields#EMPTY} for a new one
     * @return as it is stored now; empty, and nothing is kept, if the patient was erased
     */
    Optional<Session> keep(
            SessionId id,
            PatientId patient,
            long version,
            SessionFields before,
            SessionFields after,
            Instant stateSince,
            Author author) {
        return database.inTransaction(() -> {
            var sealed = patients.seal(patient, contentOf(id, version), SessionRecord.encode(after));
            if (sealed.isEmpty()) {
                return Optional.empty();
            }
            writeSession(id, patient, version, after, stateSince, sealed.get());
            writeAudit(id, patient, version, before.differences(after), author);
            database.write(
                    "insert into report (session, version) values (?, ?)"
                            + " on conflict (session) do update set version = excluded.version",
                    id.value(),
                    version);
            return find(id);
        });
    }

    private void writeSession(
            SessionId id, PatientId patient, long version, SessionFields fields, Instant stateSince, byte[] sealed) {
        var end = fields.at(SessionFields.END).orElseThrow();
        var written = database.write(
                "insert into session as known (id, patient, version, state, state_since, station, begins, ends, free_at,"
                        + " content) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set"
                        + " version = excluded.version, state = excluded.state, state_since = excluded.state_since,"
                        + " station = excluded.station, begins = excluded.begins, ends = excluded.ends,"
                        + " free_at = excluded.free_at, content = excluded.content"
                        + " where known.version = excluded.version - 1",
                id.value(),
                patient.value(),
                version,
                fields.get(SessionFields.STATE).orElseThrow(),
                stateSince,
                fields.get(SessionFields.STATION).orElseThrow(),
                fields.at(SessionFields.BEGIN).orElseThrow(),
                end,
                end.plus(SessionEdit.CLEANING),
                sealed);
        if (written != 1) {
            throw new IllegalStateException("session " + id + " has another version than " + (version - 1));
        }
    }

    private void writeAudit(
            SessionId id, PatientId patient, long version, List<SessionFields.Difference> differences, Author author) {
        var number = database.first(
                        "select coalesce(max(number), 0) from audit where session = ?",
                        row -> row.getLong(1),
                        id.value())
                .orElse(0L);
        for (var difference : differences) {
            var line = new AuditLine(
                    ++number,
                    version,
                    author.at(),
                    author.who(),
                    difference.field(),
                    difference.before(),
                    difference.after(),
                    author.reason());
            var sealed = patients.seal(patient, lineOf(id, line.number()), SessionRecord.encode(line))
                    .orElseThrow(() -> new IllegalStateException("the patient was erased meanwhile"));
            database.write(
                    "insert into audit (session, number, version, at, who, sealed) values (?, ?, ?, ?, ?, ?)",
                    id.value(),
                    line.number(),
                    line.version(),
                    line.at(),
                    line.who().value(),
                    sealed);
        }
    }

    /** Oldest first; empty if the patient was erased. @param after only lines of later versions */
    List<AuditLine> audit(Session session, long after, long upTo) {
        return database
                .read(
                        "select number, version, at, who, sealed from audit where session = ? and version > ? and version <= ?"
                                + " order by number",
                        row -> line(session, row),
                        session.id().value(),
                        after,
                        upTo)
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<AuditLine> line(Session session, ResultSet row) throws SQLException {
        var number = row.getLong("number");
        var version = row.getLong("version");
        var at = SessionDatabase.instant(row, "at");
        var who = new StaffId(row.getString("who"));
        return patients.open(session.patient(), lineOf(session.id(), number), row.getBytes("sealed"))
                .map(bytes -> SessionRecord.decodeLine(number, version, at, who, bytes));
    }

    private Session session(ResultSet row) throws SQLException {
        var id = new SessionId(row.getString("id"));
        var patient = new PatientId(row.getString("patient"));
        var version = row.getLong("version");
        var content = patients.open(patient, contentOf(id, version), row.getBytes("content"));
        return new Session(
                id,
                patient,
                version,
                state(row.getString("state")),
                SessionDatabase.instant(row, "state_since"),
                new Plan(
                        row.getString("station"),
                        SessionDatabase.instant(row, "begins"),
                        SessionDatabase.instant(row, "ends"),
                        SessionDatabase.instant(row, "free_at")),
                content.map(SessionRecord::decodeFields).orElse(SessionFields.EMPTY),
                content.isEmpty());
    }

    static SessionState state(String words) {
        return SessionState.valueOf(words.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String contentOf(SessionId id, long version) {
        return "session " + id + " " + version;
    }

    /** What somebody changed, decided about and signed since a time, without content. A signature keeps its time as it is printed, with its zone. */
    List<StaffAct> acts(StaffId by, Instant since) {
        var acts = new ArrayList<StaffAct>();
        acts.addAll(database.read(
                "select distinct at, session, version from audit where who = ? and at >= ? order by at limit "
                        + StaffAct.MAX_LISTED,
                row -> new StaffAct(SessionDatabase.instant(row, "at"), "session changed", place(row)),
                by.value(),
                since));
        acts.addAll(database.read(
                "select decided_at, session from request where decided_by = ? and decided_at >= ? limit "
                        + StaffAct.MAX_LISTED,
                row -> new StaffAct(
                        SessionDatabase.instant(row, "decided_at"),
                        "request decided",
                        "session " + row.getString("session")),
                by.value(),
                since));
        database
                .read(
                        "select at, session, version from signature where signer = ?",
                        row -> new StaffAct(
                                ZonedDateTime.parse(row.getString("at")).toInstant(), "session signed", place(row)),
                        by.value())
                .stream()
                .filter(act -> !act.at().isBefore(since))
                .limit(StaffAct.MAX_LISTED)
                .forEach(acts::add);
        return acts;
    }

    private static String place(ResultSet row) throws SQLException {
        return "session " + row.getString("session") + " version " + row.getLong("version");
    }

    private static String lineOf(SessionId id, long number) {
        return "session audit " + id + " " + number;
    }

    /** Sessions of which the journal does not have the present version; the oldest notes first, at most so many. */
    List<SessionId> unreported(int limit) {
        return database.read(
                "select session from report order by rowid limit " + limit, row -> new SessionId(row.getString(1)));
    }

    /** A later version stays to be reported. */
    void reported(SessionId id, long version) {
        database.write("delete from report where session = ? and version <= ?", id.value(), version);
    }
}
