package io.mededge.edge.session;

import io.mededge.edge.monitor.Glance;
import io.mededge.edge.monitor.LiveBoard;
import io.mededge.edge.monitor.Readout;
import io.mededge.edge.patient.Bedside;
import io.mededge.edge.patient.KnownPatients;
import io.mededge.edge.profile.Devices;
import io.mededge.edge.session.Dossier.Due;
import io.mededge.edge.session.Dossier.Line;
import io.mededge.edge.session.Dossier.Machine;
import io.mededge.edge.session.Dossier.Note;
import io.mededge.edge.session.Dossier.Observed;
import io.mededge.edge.session.Dossier.Signed;
import io.mededge.edge.session.Dossier.Step;
import io.mededge.edge.session.Dossier.TargetLine;
import io.mededge.model.session.SessionLifecycle;
import io.mededge.model.session.SessionState;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts together what pages show of sessions: the session itself, its patient for those who may be told, its machine, its signatures. */
@Singleton
class Dossiers {
    /** The longest distance of two blood pressures in a treatment, until an interval is ordered for each patient. */
    static final Duration BLOOD_PRESSURE_EVERY = Duration.ofMinutes(30);

    private static final Set<String> TIMES =
            Set.of(SessionFields.BEGIN, SessionFields.END, SessionFields.STARTED, SessionFields.ENDED);

    private final Sessions sessions;
    private final Bedside bedside;
    private final KnownPatients known;
    private final Devices devices;
    private final LiveBoard board;
    private final PlaceTime time = new PlaceTime(ZoneId.systemDefault());

    Dossiers(Sessions sessions, Bedside bedside, KnownPatients known, Devices devices, LiveBoard board) {
        this.known = known;
        this.sessions = sessions;
        this.bedside = bedside;
        this.devices = devices;
        this.board = board;
    }

    PlaceTime time() {
        return time;
    }

    Optional<Glance> glance(Session session) {
        return board.glance(session.plan().station());
    }

    /** Empty if whoever looks may not be told, or there is nobody to tell of. */
    Optional<NamedPatient> patient(Session session, boolean named) {
        return named && !session.erased() ? known.find(session.patient()).map(NamedPatient::of) : Optional.empty();
    }

    /** Who can be planned for, by name. */
    List<NamedPatient> patients() {
        return bedside.patients().stream()
                .map(NamedPatient::of)
                .sorted(Comparator.comparing(NamedPatient::name))
                .toList();
    }

    List<String> stations() {
        return bedside.stations();
    }

    StationMetrics metrics(Session session) {
        var here = devices.all().stream()
                .filter(device ->
                        MachineModes.station(device).equals(session.plan().station()))
                .toList();
        return new StationMetrics(here, session.prescription());
    }

    /** @param named whether whoever looks may be told who is treated, and how */
    Dossier of(Session session, boolean named, Instant now) {
        var patient = patient(session, named).orElse(null);
        var open = patient != null;
        var plan = session.plan();
        var audit = open ? sessions.audit(session) : List.<AuditLine>of();
        var metrics = metrics(session);
        var needsSignature = sessions.needsSignature(session);
        var runs = session.state().isUnderTreatment();
        return new Dossier(
                session.id().value(),
                session.version(),
                plan.station(),
                SessionLifecycle.words(session.state()),
                SessionWords.shape(session.state()),
                SessionWords.word(session.state()),
                time.stamp(session.stateSince()),
                patient,
                PlaceTime.words(time.day(plan.begin())),
                time.time(plan.begin()),
                time.time(plan.end()),
                open ? session.started().map(time::time).orElse("") : "",
                open ? session.ended().map(time::time).orElse("") : "",
                runs ? PlaceTime.hours(Duration.between(now, plan.end())) : "",
                steps(session),
                machine(session),
                open ? prescription(session, metrics) : List.of(),
                open ? observations(session, metrics, audit) : List.of(),
                open ? notes(session, audit) : List.of(),
                open && runs ? due(session, now).orElse(null) : null,
                open ? signatures(session, needsSignature) : List.of(),
                needsSignature,
                audit.stream().map(this::line).toList(),
                session.erased());
    }

    private static List<Step> steps(Session session) {
        var state = session.state();
        var ended = session.interrupted() || state == SessionState.INTERRUPTED
                ? SessionState.INTERRUPTED
                : SessionState.COMPLETED;
        var way = state == SessionState.CANCELLED
                ? List.of(SessionState.SCHEDULED, SessionState.CANCELLED)
                : List.of(
                        SessionState.SCHEDULED,
                        SessionState.ARRIVED,
                        SessionState.READY,
                        state == SessionState.PAUSED ? SessionState.PAUSED : SessionState.IN_PROGRESS,
                        ended,
                        SessionState.CLEANING,
                        SessionState.CLOSED);
        var here = way.indexOf(state);
        var steps = new ArrayList<Step>();
        for (var i = 0; i < way.size(); i++) {
            var progress = i < here ? "done" : i == here ? "now" : "open";
            steps.add(new Step(SessionWords.word(way.get(i)), progress));
        }
        return steps;
    }

    @Nullable
    Machine machine(Session session) {
        if (session.state().isOver()) {
            return null;
        }
        var view = sessions.machine(session);
        if (view instanceof MachineView.Disagrees disagrees) {
            var says = disagrees.kind() == MachineView.Kind.ONLY_THE_MACHINE_RUNS
                    ? "The machine treats and the session is " + SessionWords.word(session.state())
                    : "The session is " + SessionWords.word(session.state()) + " and the machine does not treat";
            return new Machine(
                    "disagrees",
                    says + " (its mode is " + disagrees.mode() + ") since " + time.time(disagrees.since())
                            + ". Look at the machine, then say here what is so; nothing is corrected by itself.");
        }
        return view instanceof MachineView.Unknown
                ? new Machine("unknown", "The machine does not answer, or has no mode of operation: look at it.")
                : new Machine("agrees", "The machine says the same as the session.");
    }

    private static List<TargetLine> prescription(Session session, StationMetrics metrics) {
        return session.prescription().stream()
                .map(target -> new TargetLine(
                        target.what().value(),
                        metrics.display(target.what()),
                        number(target.target()),
                        number(target.low()),
                        number(target.high()),
                        Stream.of(target.target(), target.low(), target.high())
                                .filter(Objects::nonNull)
                                .findFirst()
                                .map(Dossiers::unit)
                                .orElse("")))
                .toList();
    }

    private static String number(@Nullable Quantity quantity) {
        return quantity == null ? "" : quantity.value().toPlainString();
    }

    private static String unit(Quantity quantity) {
        return Readout.unit(quantity.unit().value());
    }

    private List<Observed> observations(Session session, StationMetrics metrics, List<AuditLine> audit) {
        var rows = new ArrayList<Observed>();
        for (var observation : session.observations()) {
            var number = rows.size() + 1;
            var lines = lines(audit, SessionFields.numbered(SessionFields.OBSERVATION, number));
            rows.add(new Observed(
                    number,
                    observation.code().value(),
                    metrics.display(observation.code()),
                    number(observation.value()),
                    unit(observation.value()),
                    time.time(observation.at()),
                    time.input(observation.at()),
                    who(lines),
                    lines.size() < 2 ? "" : formerly(lines.get(lines.size() - 1))));
        }
        return rows;
    }

    private static List<AuditLine> lines(List<AuditLine> audit, String field) {
        return audit.stream().filter(line -> line.field().equals(field)).toList();
    }

    private static String who(List<AuditLine> lines) {
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1).who().value();
    }

    private static String formerly(AuditLine line) {
        var before = Observation.parse(line.before());
        return number(before.value()) + " " + unit(before.value()) + ", " + line.reason();
    }

    private List<Note> notes(Session session, List<AuditLine> audit) {
        var notes = new ArrayList<Note>();
        for (var text : session.notes()) {
            var lines = lines(audit, SessionFields.numbered(SessionFields.NOTE, notes.size() + 1));
            notes.add(new Note(
                    text,
                    lines.isEmpty()
                            ? ""
                            : time.stamp(lines.get(lines.size() - 1).at()),
                    who(lines)));
        }
        return notes;
    }

    /** A blood pressure of this treatment, by the cuff or by hand, whichever is later. What the cuff measured before may be somebody else's. */
    record Pressure(String text, Instant at) {}

    Optional<Pressure> lastPressure(Session session) {
        var started = session.started();
        if (started.isEmpty()) {
            return Optional.empty();
        }
        var cuff = glance(session).map(Glance::pressure).map(found -> new Pressure(found.text() + " mmHg", found.at()));
        var byHand = session.observations().stream()
                .filter(found -> found.code().equals(StationMetrics.SYSTOLIC))
                .max(Comparator.comparing(Observation::at))
                .map(systolic -> new Pressure(
                        number(systolic.value()) + diastolic(session, systolic.at()) + " mmHg", systolic.at()));
        var until = session.ended().orElse(Instant.MAX);
        return Stream.concat(cuff.stream(), byHand.stream())
                // what is typed has minutes only
                .filter(found -> !found.at().isBefore(started.get().minusSeconds(60))
                        && !found.at().isAfter(until))
                .max(Comparator.comparing(Pressure::at));
    }

    private static String diastolic(Session session, Instant at) {
        return session.observations().stream()
                .filter(found -> found.code().equals(StationMetrics.DIASTOLIC)
                        && found.at().equals(at))
                .map(found -> "/" + number(found.value()))
                .findFirst()
                .orElse("");
    }

    private Optional<Due> due(Session session, Instant now) {
        var last = lastPressure(session);
        var since = last.map(Pressure::at).or(session::started);
        return since.map(at -> new Due(
                last.map(Pressure::text).orElse(""),
                time.time(at),
                time.time(at.plus(BLOOD_PRESSURE_EVERY)),
                at.toEpochMilli(),
                BLOOD_PRESSURE_EVERY.toMillis(),
                !now.isBefore(at.plus(BLOOD_PRESSURE_EVERY))));
    }

    private List<Signed> signatures(Session session, boolean needsSignature) {
        var all = sessions.signatures(session.id());
        var newest = all.stream().mapToLong(Signature::version).max().orElse(0);
        return all.stream()
                .map(signature -> new Signed(
                        signature.name(),
                        SessionLifecycle.words(signature.role()).replace('-', ' '),
                        PlaceTime.full(signature.at()),
                        SessionLifecycle.words(signature.meaning()),
                        signature.version(),
                        signature.hash(),
                        !needsSignature && signature.version() == newest))
                .toList();
    }

    Line line(AuditLine line) {
        return new Line(
                line.version(),
                time.stamp(line.at()),
                line.who().value(),
                line.field(),
                value(line.field(), line.before()),
                value(line.field(), line.after()),
                line.reason());
    }

    private String value(String field, String text) {
        return TIMES.contains(field) && !text.isEmpty() ? time.stamp(SessionFields.time(text)) : text;
    }
}
