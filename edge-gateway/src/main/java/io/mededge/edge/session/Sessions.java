package io.mededge.edge.session;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffAct;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.edge.session.SessionStore.Author;
import io.mededge.edge.session.SessionStore.Overlap;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.session.Guard;
import io.mededge.model.session.ScheduleRequest;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionLifecycle;
import io.mededge.model.session.SessionState;
import io.mededge.model.session.Transition;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The treatment sessions of this facility, with or without a region. Who changes one names the version that was seen; a change upon another version is answered
 * with what changed since, and nothing of it is kept. Thread-safe.
 */
public final class Sessions implements AutoCloseable {
    /** How long a report may take to become durable in the journal; what takes longer is tried again. */
    static final Duration REPORT_DEADLINE = Duration.ofSeconds(5);

    /** Reports of one call of {@link #announce}. */
    static final int MAX_REPORTS = 100;

    private static final Set<Role> TREATING = EnumSet.of(Role.NURSE, Role.CHARGE_NURSE, Role.PHYSICIAN);
    private static final Set<Role> PLANNING = EnumSet.of(Role.CHARGE_NURSE, Role.PHYSICIAN);
    private static final Set<Role> PRESCRIBING = EnumSet.of(Role.PHYSICIAN);
    private static final Set<Role> CLOSING = EnumSet.of(Role.NURSE, Role.CHARGE_NURSE, Role.PHYSICIAN, Role.TECHNICIAN);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SessionDatabase database;
    private final SessionStore store;
    private final SessionPatients patients;
    private final Devices devices;
    private final Reporter reporter;
    private final Faults faults;
    private final InstantSource clock;
    private final MachineModes machines;
    private final ScheduleRequests requests;
    private final SignatureDesk signatures;
    private final Set<SessionId> disagreeing = new HashSet<>();

    /** Appends to the events stream of the gateway; completed once durable. */
    public interface Reporter {
        CompletableFuture<Entry> append(Instant at, SessionReport report);
    }

    private Sessions(
            SessionDatabase database,
            RecordKey key,
            Place place,
            Devices devices,
            SessionPatients patients,
            Reporter reporter,
            Faults faults,
            InstantSource clock) {
        this.database = database;
        this.patients = patients;
        this.devices = devices;
        this.reporter = reporter;
        this.faults = faults;
        this.clock = clock;
        store = new SessionStore(database, patients);
        machines = new MachineModes(database, devices);
        requests = new ScheduleRequests(database);
        signatures = new SignatureDesk(database, store, key, place);
    }

    /**
     * Opens the sessions in a folder, or begins anew.
     *
     * @throws IOException if the database or the gateway's key cannot be used
     */
    public static Sessions open(
            Path folder,
            Place place,
            Devices devices,
            SessionPatients patients,
            Reporter reporter,
            Faults faults,
            InstantSource clock)
            throws IOException {
        var database = SessionDatabase.open(folder);
        return new Sessions(database, RecordKey.open(folder), place, devices, patients, reporter, faults, clock);
    }

    /** Plans a session. @param end of the treatment; the station is then cleaned for {@link SessionEdit#CLEANING} */
    public synchronized Outcome schedule(
            StaffMember who, PatientId patient, String station, Instant begin, Instant end, String reason) {
        if (patients.pseudonym(patient).isEmpty()) {
            return new Outcome.Unknown("there is no such patient");
        }
        var now = now();
        var complaint = SessionEdit.complaint(begin, end, now);
        if (complaint.isPresent() || reason.length() > SessionEdit.MAX_REASON) {
            return new Outcome.Invalid(complaint.orElse(reasonTooLong()));
        }
        var id = new SessionId(newId());
        var fields = SessionEdit.plan(SessionFields.EMPTY, station, begin, end)
                .with(SessionFields.STATE, SessionLifecycle.words(SessionState.SCHEDULED));
        var against = mayNot(who, PLANNING).or(() -> planRefusal(id, patient, fields));
        if (against.isPresent()) {
            return refused(against.get());
        }
        return store.keep(id, patient, 1, SessionFields.EMPTY, fields, now, new Author(who.id(), now, reason.strip()))
                .<Outcome>map(Outcome.Done::new)
                .orElseGet(() -> new Outcome.Unknown("there is no such patient"));
    }

    /** Changes a session. @param seenVersion that the person saw @param reason may be empty where no guard asks for one */
    public synchronized Outcome change(SessionId id, long seenVersion, StaffMember who, Change change, String reason) {
        var found = store.find(id);
        if (found.isEmpty()) {
            return new Outcome.Unknown("there is no such session");
        }
        var session = found.get();
        if (session.version() != seenVersion) {
            faults.count(FaultCode.SESSION_CHANGED_MEANWHILE);
            return new Outcome.Conflict(session, store.audit(session, seenVersion, session.version()));
        }
        var against = mayNot(who, mayDo(change));
        if (against.isPresent()) {
            return refused(against.get());
        }
        if (session.state().isToBeCleaned() && change.equals(new Change.Move(SessionEvent.CLEAN))) {
            // who cleans says that the patient has left; anybody else at the station still stands against it
            patients.leave(session.plan().station(), session.patient(), who);
        }
        return edit(session, change, new Author(who.id(), now(), reason.strip()));
    }

    private Outcome edit(Session session, Change change, Author author) {
        if (session.erased()) {
            return refused("the patient of this session was erased");
        }
        if (author.reason().length() > SessionEdit.MAX_REASON) {
            return new Outcome.Invalid(reasonTooLong());
        }
        var result = SessionEdit.apply(
                session.state(), session.fields(), change, met(session, author.reason()), author.at());
        if (result instanceof SessionEdit.Result.Invalid invalid) {
            return new Outcome.Invalid(invalid.sentence());
        }
        if (result instanceof SessionEdit.Result.Refused refused) {
            return refused(refused.sentence());
        }
        var fields = ((SessionEdit.Result.Edited) result).fields();
        if (fields.equals(session.fields())) {
            return new Outcome.Done(session);
        }
        if (change instanceof Change.Reschedule) {
            var against = planRefusal(session.id(), session.patient(), fields);
            if (against.isPresent()) {
                return refused(against.get());
            }
        }
        var since = change instanceof Change.Move ? author.at() : session.stateSince();
        return store.keep(
                        session.id(), session.patient(), session.version() + 1, session.fields(), fields, since, author)
                .<Outcome>map(Outcome.Done::new)
                .orElseGet(() -> refused("the patient of this session was erased"));
    }

    private Outcome refused(String sentence) {
        faults.count(FaultCode.SESSION_CHANGE_REFUSED);
        return new Outcome.Refused(sentence);
    }

    private static String reasonTooLong() {
        return "a reason has at most " + SessionEdit.MAX_REASON + " characters";
    }

    /** What stands against a plan: names stations and times, never a patient. */
    private Optional<String> planRefusal(SessionId id, PatientId patient, SessionFields fields) {
        var station = fields.get(SessionFields.STATION).orElseThrow();
        var begin = fields.at(SessionFields.BEGIN).orElseThrow();
        var end = fields.at(SessionFields.END).orElseThrow();
        if (devices(station).isEmpty()) {
            return Optional.of("there is no such station");
        }
        var taken = store.stationOverlap(station, begin, end.plus(SessionEdit.CLEANING), id)
                .map(overlap -> overlap.station() + " is taken" + from(overlap) + ", cleaning included");
        return taken.or(() -> store.patientOverlap(patient, begin, end, id)
                .map(overlap -> "this patient has a session at " + overlap.station() + from(overlap)));
    }

    private static String from(Overlap overlap) {
        return " from " + overlap.begin() + " to " + overlap.until();
    }

    /** Who may plan, and decide what a region asks for. */
    static boolean mayPlan(StaffMember who) {
        return mayNot(who, PLANNING).isEmpty();
    }

    static boolean mayDo(StaffMember who, Change change) {
        return mayNot(who, mayDo(change)).isEmpty();
    }

    private static Set<Role> mayDo(Change change) {
        if (change instanceof Change.Prescribe) {
            return PRESCRIBING;
        }
        if (change instanceof Change.Move move) {
            return switch (move.event()) {
                case CANCEL -> PLANNING;
                case CLOSE -> CLOSING;
                default -> TREATING;
            };
        }
        return change instanceof Change.Reschedule ? PLANNING : TREATING;
    }

    private static Optional<String> mayNot(StaffMember who, Set<Role> needed) {
        return needed.stream().anyMatch(who::is)
                ? Optional.empty()
                : Optional.of("this needs one of the roles "
                        + String.join(
                                ", ",
                                needed.stream().map(SessionLifecycle::words).toList()));
    }

    private Set<Guard> met(Session session, String reason) {
        var met = EnumSet.noneOf(Guard.class);
        var station = session.plan().station();
        if (!session.prescription().isEmpty()) {
            met.add(Guard.PRESCRIBED);
        }
        if (patients.isAt(station, session.patient())) {
            met.add(Guard.PATIENT_AT_STATION);
        }
        if (!patients.isTaken(station)) {
            met.add(Guard.PATIENT_GONE);
        }
        if (!store.isHeld(station, session.id())) {
            met.add(Guard.STATION_FREE);
        }
        if (!reason.isBlank()) {
            met.add(Guard.REASON_GIVEN);
        }
        return met;
    }

    /** What stands against a step at present; a reason is not asked for. */
    synchronized List<Guard> against(Session session, Transition step) {
        var met = met(session, "given");
        if (step.event() == SessionEvent.CLEAN && patients.isAt(session.plan().station(), session.patient())) {
            // who cleans says that this patient has left
            met.add(Guard.PATIENT_GONE);
        }
        return step.guards().stream()
                .filter(guard -> !met.contains(guard))
                .sorted()
                .toList();
    }

    public synchronized Optional<Session> find(SessionId id) {
        return store.find(id);
    }

    /** Whose time overlaps with [from, until), by begin; at most {@link SessionStore#MAX_LISTED}. */
    public synchronized List<Session> list(Instant from, Instant until) {
        return store.between(from, until);
    }

    /** How many sessions of each state there are and were; erasing a patient does not change that. */
    public synchronized Map<SessionState, Integer> counts() {
        return store.counts();
    }

    /** Who changed what, oldest first; empty if the patient was erased. */
    public synchronized List<AuditLine> audit(Session session) {
        return store.audit(session, 0, session.version());
    }

    /** Whether the machine says the same as the session. */
    public synchronized MachineView machine(Session session) {
        return machines.view(session, store.isHeld(session.plan().station(), session.id()), now());
    }

    /** Of each record of the journal, in its writer's thread: does not block. */
    public void heard(DeviceId device, Entry entry) {
        machines.heard(device, entry);
    }

    /** Keeps since when each machine's mode holds, and counts each disagreement once. */
    synchronized void watchMachines() {
        machines.keep();
        var now = now();
        var present = new HashSet<SessionId>();
        for (var session : store.current(now)) {
            var held = store.isHeld(session.plan().station(), session.id());
            if (machines.view(session, held, now) instanceof MachineView.Disagrees disagrees) {
                present.add(session.id());
                if (disagreeing.add(session.id())) {
                    faults.report(
                            FaultCode.SESSION_MACHINE_DISAGREES,
                            session.plan().station() + ": the session is " + SessionLifecycle.words(session.state())
                                    + ", the machine is " + disagrees.mode());
                }
            }
        }
        disagreeing.retainAll(present);
    }

    /** Tells the journal what it does not know yet; a report may come twice, its version says that it is the same. Not from two threads at once. */
    void announce() {
        for (var report : unreported()) {
            try {
                reporter.append(now(), report).get(REPORT_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException notYet) {
                return;
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                return;
            }
            reported(report.session(), report.version());
        }
    }

    private synchronized void reported(SessionId id, long version) {
        store.reported(id, version);
    }

    private synchronized List<SessionReport> unreported() {
        return store.unreported(MAX_REPORTS).stream()
                .flatMap(id -> store.find(id).stream())
                .flatMap(session -> report(session).stream())
                .toList();
    }

    /** Empty, and done with, if the patient was erased: nothing more of a person who is forgotten leaves. */
    private Optional<SessionReport> report(Session session) {
        var pseudonym = patients.pseudonym(session.patient());
        if (pseudonym.isEmpty() || session.erased()) {
            store.reported(session.id(), session.version());
            return Optional.empty();
        }
        var plan = session.plan();
        return Optional.of(new SessionReport(
                session.id(),
                session.version(),
                session.state(),
                session.interrupted(),
                pseudonym.get(),
                devices(plan.station()).stream()
                        .map(Device::id)
                        .limit(SessionReport.MAX_DEVICES)
                        .toList(),
                plan.begin(),
                plan.end(),
                session.started().orElse(null),
                session.ended().orElse(null)));
    }

    private List<Device> devices(String station) {
        return devices.all().stream()
                .filter(device -> MachineModes.station(device).equals(station))
                .toList();
    }

    /** What a region asks for: done if nothing that matters has changed since it saw the session, else put on the list. The same one again changes nothing. */
    public synchronized RequestOutcome request(ScheduleRequest request) {
        var outcome = database.inTransaction(() -> requests.take(
                request,
                store.find(request.session()),
                session -> store.audit(session, request.seenVersion(), session.version()),
                (session, change) -> edit(session, change, new Author(ScheduleRequests.REGION, now(), request.id()))));
        if (outcome instanceof RequestOutcome.Waits) {
            faults.count(FaultCode.SCHEDULE_REQUEST_WAITS);
        }
        return outcome;
    }

    /** Requests that a person has to decide about, oldest first. */
    public synchronized List<ScheduleRequest> openRequests() {
        return requests.open();
    }

    /** Decides about an open request. @param reason not blank */
    public synchronized RequestOutcome decide(String requestId, StaffMember who, boolean accept, String reason) {
        var against = mayNot(who, PLANNING);
        if (against.isPresent() || reason.isBlank()) {
            return new RequestOutcome.Refused(against.orElse(Guard.REASON_GIVEN.unmet()));
        }
        var author = new Author(who.id(), now(), reason.strip());
        return database.inTransaction(() -> requests.decide(
                requestId, accept, author, store::find, (session, change) -> edit(session, change, author)));
    }

    /** Signs one version of the record of a treatment that has ended; see {@link SignatureDesk}. */
    public synchronized SignatureOutcome sign(
            SessionId id, long seenVersion, SignatureClaim claim, SignerIdentity identity) {
        var outcome = signatures.sign(store.find(id), seenVersion, claim, identity, now());
        if (outcome instanceof SignatureOutcome.Refused) {
            faults.count(FaultCode.SIGNATURE_REFUSED);
        }
        return outcome;
    }

    /** Whether the next signature of this account needs nothing but the personal component. */
    synchronized boolean signsOn(StaffId account) {
        return signatures.signsOn(account, now());
    }

    /** All signatures of a session, of former versions too, oldest first. */
    public synchronized List<Signature> signatures(SessionId id) {
        return signatures.of(id);
    }

    /** What somebody changed, decided and signed since a time, oldest first within each kind. Names sessions only. */
    public synchronized List<StaffAct> acts(StaffId by, Instant since) {
        return store.acts(by, since);
    }

    /** Whether the record was changed after its last signature, so that it needs a new one; also true if it has none. */
    public synchronized boolean needsSignature(Session session) {
        return session.state().isTreated() && signatures.isBehind(session);
    }

    /** A signed version as a file that can be verified without this gateway; empty if it has no signature, or the patient was erased. */
    public synchronized Optional<byte[]> export(SessionId id, long version) {
        return store.find(id).flatMap(session -> signatures.export(session, version));
    }

    /** For a copy elsewhere: grows with every change of what is kept. */
    public synchronized long changes() {
        return database.changes();
    }

    /** One state of what is kept, as on disk. @throws IOException if it cannot be read, or there is no room to copy it */
    public void copyTo(OutputStream out) throws IOException {
        database.copyTo(out);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String newId() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public synchronized void close() {
        database.close();
    }
}
