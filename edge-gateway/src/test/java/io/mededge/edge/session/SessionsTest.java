package io.mededge.edge.session;

import static io.mededge.edge.session.TestFacility.CHARGE;
import static io.mededge.edge.session.TestFacility.FLOW;
import static io.mededge.edge.session.TestFacility.NURSE;
import static io.mededge.edge.session.TestFacility.OTHER_NURSE;
import static io.mededge.edge.session.TestFacility.PHYSICIAN;
import static io.mededge.edge.session.TestFacility.START;
import static io.mededge.edge.session.TestFacility.TECHNICIAN;
import static io.mededge.edge.session.TestFacility.done;
import static io.mededge.edge.session.TestFacility.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.edge.identity.PatientId;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.safety.Hazard;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

@Hazard("H-021")
class SessionsTest {
    private static final Duration LENGTH = Duration.ofHours(4);
    private static final String SECRET = "Zxqnote about the left arm";

    @TempDir
    Path folder;

    private TestFacility facility;

    @BeforeEach
    void open() {
        facility = new TestFacility(folder);
    }

    @AfterEach
    void close() {
        facility.close();
    }

    private Outcome schedule(PatientId patient, String station, int minutesAfterStart) {
        var begin = START.plus(Duration.ofMinutes(minutesAfterStart));
        return facility.sessions.schedule(CHARGE, patient, station, begin, begin.plus(LENGTH), "");
    }

    @Test
    void aStationIsTakenFromTheBeginUntilItIsCleaned() {
        var cleaned = (int) LENGTH.plus(SessionEdit.CLEANING).toMinutes();
        done(schedule(facility.patients.admit(), "A-01", 0));

        assertThat(schedule(facility.patients.admit(), "A-01", cleaned - 1))
                .isEqualTo(new Outcome.Refused(
                        "A-01 is taken from 2026-03-01T06:00:00Z to 2026-03-01T10:30:00Z, cleaning included"));
        done(schedule(facility.patients.admit(), "A-01", cleaned));
        done(schedule(facility.patients.admit(), "A-02", 0));
        assertThat(schedule(facility.patients.admit(), "Z-99", 0))
                .isEqualTo(new Outcome.Refused("there is no such station"));
    }

    @Test
    @Hazard("H-001")
    void aPatientIsAtOneStationAtATime() {
        var patient = facility.patients.admit();
        done(schedule(patient, "A-01", 0));

        assertThat(schedule(patient, "A-02", 239))
                .isEqualTo(new Outcome.Refused(
                        "this patient has a session at A-01 from 2026-03-01T06:00:00Z to 2026-03-01T10:00:00Z"));
        done(schedule(patient, "A-02", 240));
    }

    @Test
    void whatIsCancelledOrClosedNoLongerCounts() {
        var session = done(schedule(facility.patients.admit(), "A-01", 0));
        facility.move(session.id(), SessionEvent.CANCEL);

        done(schedule(facility.patients.admit(), "A-01", 0));
    }

    @Test
    void aSessionIsMovedOnlyWhereNothingStandsAgainstIt() {
        var session = done(schedule(facility.patients.admit(), "A-01", 0));
        var other = done(schedule(facility.patients.admit(), "A-01", 300));

        assertThat(facility.change(other.id(), CHARGE, new Change.Reschedule("A-01", START, START.plus(LENGTH)), ""))
                .isInstanceOf(Outcome.Refused.class);
        var later = START.plus(Duration.ofMinutes(10));
        var moved = done(
                facility.change(session.id(), CHARGE, new Change.Reschedule("A-01", later, later.plus(LENGTH)), ""));
        assertThat(moved.plan().begin()).isEqualTo(later);
        assertThat(moved.plan().freeAt()).isEqualTo(later.plus(LENGTH).plus(SessionEdit.CLEANING));
    }

    @Test
    void aTreatmentGoesThroughAllItsStates() {
        var session = facility.treated("A-01");
        facility.move(session.id(), SessionEvent.CLEAN);
        assertThat(facility.patients.isTaken("A-01")).isFalse();
        var closed = done(facility.change(session.id(), TECHNICIAN, new Change.Move(SessionEvent.CLOSE), ""));

        assertThat(closed.state()).isEqualTo(SessionState.CLOSED);
        assertThat(closed.started()).contains(START);
        assertThat(closed.ended()).contains(START);
        assertThat(closed.interrupted()).isFalse();
        assertThat(closed.version()).isEqualTo(8);
        assertThat(facility.sessions.audit(closed))
                .filteredOn(line -> line.field().equals("state"))
                .extracting(AuditLine::after)
                .containsExactly("scheduled", "arrived", "ready", "in-progress", "completed", "cleaning", "closed");
    }

    @Test
    @Hazard("H-001")
    void cleaningDoesNotSendAwayWhoeverElseIsThere() {
        var session = facility.treated("A-01");
        var next = facility.patients.admit();
        facility.patients.stationed.put("A-01", next);

        assertThat(facility.change(session.id(), NURSE, new Change.Move(SessionEvent.CLEAN), ""))
                .isEqualTo(new Outcome.Refused(
                        "the session cannot clean: a patient is still associated with the station"));
        assertThat(facility.patients.isAt("A-01", next)).isTrue();
    }

    @Test
    @Hazard("H-001")
    void nothingStartsWithAnotherPatientAtTheStationOrUponAnotherSession() {
        var running = facility.treated("A-01");
        var patient = facility.patients.admit();
        var next = done(schedule(patient, "A-01", 300));
        done(facility.change(next.id(), PHYSICIAN, new Change.Prescribe(List.of(target())), ""));
        facility.move(next.id(), SessionEvent.ARRIVE, SessionEvent.MAKE_READY);

        assertThat(facility.change(next.id(), NURSE, new Change.Move(SessionEvent.START), ""))
                .isEqualTo(new Outcome.Refused("the session cannot start: the patient is not associated with the"
                        + " station; another session holds the station"));
        facility.move(running.id(), SessionEvent.CLEAN, SessionEvent.CLOSE);
        facility.patients.stationed.put("A-01", patient);
        facility.move(next.id(), SessionEvent.START);
    }

    @Test
    void rolesDoWhatTheyMay() {
        var session = done(schedule(facility.patients.admit(), "A-01", 0));
        var refused = List.of(
                facility.sessions.schedule(NURSE, facility.patients.admit(), "A-02", START, START.plus(LENGTH), ""),
                facility.change(session.id(), NURSE, new Change.Prescribe(List.of(target())), ""),
                facility.change(session.id(), NURSE, new Change.Move(SessionEvent.CANCEL), "because"),
                facility.change(session.id(), TECHNICIAN, new Change.Move(SessionEvent.ARRIVE), ""),
                facility.change(session.id(), TECHNICIAN, new Change.AddNote("x"), ""));

        assertThat(refused)
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Refused.class,
                                no -> assertThat(no.sentence()).startsWith("this needs one of the roles")));
        assertThat(facility.sessions.find(session.id()).orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void theSecondOfTwoNursesLearnsWhatTheFirstChanged() {
        var seen = done(schedule(facility.patients.admit(), "A-01", 0));
        done(facility.sessions.change(seen.id(), 1, NURSE, new Change.Move(SessionEvent.ARRIVE), "on foot"));

        var outcome = facility.sessions.change(seen.id(), 1, OTHER_NURSE, new Change.AddNote("waits outside"), "");

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Conflict.class, conflict -> {
            assertThat(conflict.present().version()).isEqualTo(2);
            assertThat(conflict.since())
                    .containsExactly(
                            new AuditLine(5, 2, START, NURSE.id(), "state", "scheduled", "arrived", "on foot"));
        });
        assertThat(facility.sessions.find(seen.id()).orElseThrow().notes()).isEmpty();
        assertThat(facility.faults.total(FaultCode.SESSION_CHANGED_MEANWHILE)).isEqualTo(1);
    }

    @Test
    void ofManyAtOnceUponOneVersionExactlyOneIsKept() throws Exception {
        var seen = done(schedule(facility.patients.admit(), "A-01", 0));
        var workers = Executors.newFixedThreadPool(8);
        try {
            var changes = new ArrayList<Callable<Outcome>>();
            for (var i = 0; i < 40; i++) {
                var text = "note " + i;
                changes.add(() -> facility.sessions.change(seen.id(), 1, NURSE, new Change.AddNote(text), ""));
            }
            var kept = 0;
            for (var outcome : workers.invokeAll(changes, 30, TimeUnit.SECONDS)) {
                kept += outcome.get() instanceof Outcome.Done ? 1 : 0;
            }
            assertThat(kept).isEqualTo(1);
        } finally {
            workers.shutdownNow();
        }
        assertThat(facility.sessions.find(seen.id()).orElseThrow().notes()).hasSize(1);
    }

    @Test
    void anObservationIsCorrectedWithAReasonAndBothAreKept() {
        var session = facility.treated("A-01");
        var wrong = new Observation(new MetricId("bp-systolic"), FLOW, START);
        var right = new Observation(new MetricId("weight"), FLOW, START);
        done(facility.change(session.id(), NURSE, new Change.Observe(wrong), ""));
        assertThat(facility.change(session.id(), NURSE, new Change.CorrectObservation(1, right), " "))
                .isInstanceOf(Outcome.Refused.class);
        var corrected = done(facility.change(session.id(), NURSE, new Change.CorrectObservation(1, right), "mistyped"));

        assertThat(corrected.observations()).containsExactly(right);
        var audit = facility.sessions.audit(corrected);
        assertThat(audit.get(audit.size() - 1))
                .satisfies(line -> assertThat(List.of(line.before(), line.after(), line.reason()))
                        .containsExactly(wrong.toString(), right.toString(), "mistyped"));
        assertThat(SessionFields.replay(audit)).isEqualTo(corrected.fields());
    }

    @Test
    @Hazard("H-009")
    void whatIsAboutAPatientIsSealedAndGoneWithTheKey() throws IOException {
        var session = facility.treated("A-01");
        done(facility.change(session.id(), NURSE, new Change.AddNote(SECRET), "Zxqreason"));
        facility.restart();
        assertThat(facility.sessions.find(session.id()).orElseThrow().notes()).containsExactly(SECRET);
        for (var file : files()) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .as(file.toString())
                    .doesNotContain("Zxq");
        }

        facility.patients.keys.remove(session.patient());

        var erased = facility.sessions.find(session.id()).orElseThrow();
        assertThat(erased.erased()).isTrue();
        assertThat(erased.content()).isEmpty();
        assertThat(facility.sessions.audit(erased)).isEmpty();
        assertThat(facility.sessions.counts()).containsEntry(SessionState.COMPLETED, 1);
        assertThat(facility.change(session.id(), NURSE, new Change.AddNote("more"), ""))
                .isInstanceOf(Outcome.Refused.class);
        facility.sessions.announce();
        assertThat(facility.reported).isEmpty();
    }

    @Test
    void anAuditLineCannotBeChangedOrTakenAway() throws SQLException {
        facility.treated("A-01");
        try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + folder.resolve("sessions.db"));
                var statement = connection.createStatement()) {
            for (var sql : List.of("update audit set who = 'x'", "delete from audit")) {
                assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("audit lines stay");
            }
        }
    }

    @Test
    void eachChangeIsReportedOnceTheJournalTakesIt() {
        facility.journalBroken = true;
        var session = facility.treated("A-01");
        facility.sessions.announce();
        facility.restart();
        facility.journalBroken = false;
        facility.sessions.announce();
        facility.sessions.announce();

        assertThat(facility.reported).singleElement().satisfies(report -> {
            assertThat(report.version()).isEqualTo(session.version());
            assertThat(report.state()).isEqualTo(SessionState.COMPLETED);
            assertThat(report.devices()).hasSize(1);
            assertThat(report.started()).isEqualTo(START);
        });
        done(facility.change(session.id(), NURSE, new Change.AddNote(SECRET), ""));
        facility.sessions.announce();
        assertThat(facility.reported).extracting(SessionReport::version).containsExactly(6L, 7L);
    }

    @Test
    void whatIsOutOfBoundsIsInvalid() {
        var session = done(schedule(facility.patients.admit(), "A-01", 0));
        var patient = facility.patients.admit();
        assertThat(List.of(
                        facility.sessions.schedule(CHARGE, patient, "A-02", START, START, ""),
                        facility.sessions.schedule(
                                CHARGE, patient, "A-02", START, START.plus(Duration.ofHours(25)), ""),
                        facility.sessions.schedule(
                                CHARGE,
                                patient,
                                "A-02",
                                START.minus(LENGTH).minusSeconds(1),
                                START.minusSeconds(1),
                                ""),
                        facility.sessions.schedule(
                                CHARGE,
                                patient,
                                "A-02",
                                START.plus(Duration.ofDays(367)),
                                START.plus(Duration.ofDays(367)).plus(LENGTH),
                                ""),
                        facility.sessions.schedule(CHARGE, patient, "A-02", START, START.plus(LENGTH), "x".repeat(501)),
                        facility.change(session.id(), NURSE, new Change.AddNote("x".repeat(2_001)), ""),
                        facility.change(session.id(), NURSE, new Change.AddNote(" "), ""),
                        facility.change(session.id(), PHYSICIAN, new Change.Prescribe(List.of()), ""),
                        facility.change(
                                session.id(), PHYSICIAN, new Change.Prescribe(List.of(target(), target())), "")))
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Invalid.class));
        assertThat(facility.sessions.schedule(CHARGE, PatientId.random(), "A-02", START, START.plus(LENGTH), ""))
                .isInstanceOf(Outcome.Unknown.class);
        assertThat(facility.sessions.change(new SessionId("0".repeat(32)), 1, NURSE, new Change.AddNote("x"), ""))
                .isInstanceOf(Outcome.Unknown.class);
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
