package io.mededge.edge.session;

import static io.mededge.edge.session.TestFacility.NURSE;
import static io.mededge.edge.session.TestFacility.START;
import static io.mededge.edge.session.TestFacility.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.session.MachineView.Agrees;
import io.mededge.edge.session.MachineView.Disagrees;
import io.mededge.edge.session.MachineView.Kind;
import io.mededge.edge.session.MachineView.Unknown;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.safety.Hazard;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import io.mededge.model.telemetry.Entry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session and its machine that say different things: shown with since when, never corrected. Numbers of modes are those of the shipped profile. */
@Hazard("H-021")
class MachineModesTest {
    private static final DeviceId MACHINE = new DeviceId("A-01-hd");
    private static final int TX = 2;
    private static final int IDL = 5;

    @TempDir
    Path folder;

    private TestFacility facility;
    private SessionId id;

    @BeforeEach
    void open() {
        facility = new TestFacility(folder);
        var patient = facility.patients.admit();
        id = facility.schedule(patient, "A-01", START, Duration.ofHours(4)).id();
        done(facility.change(id, TestFacility.PHYSICIAN, new Change.Prescribe(List.of(TestFacility.target())), ""));
        facility.patients.stationed.put("A-01", patient);
        facility.move(id, SessionEvent.ARRIVE, SessionEvent.MAKE_READY);
    }

    @AfterEach
    void close() {
        facility.close();
    }

    private void mode(int minute, int number) {
        var reading = new Sample.Reading(new MetricId("mode"), number, Quality.GOOD);
        facility.sessions.heard(MACHINE, new Entry(1, at(minute), at(minute), new Sample(List.of(reading))));
    }

    private void move(int minute, SessionEvent event) {
        facility.now = at(minute);
        facility.move(id, event);
    }

    private static Instant at(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private MachineView view() {
        return facility.sessions.machine(facility.sessions.find(id).orElseThrow());
    }

    @Test
    void aMachineThatTreatsBeforeItsSessionAndOneThatStopsAlone() {
        assertThat(view()).isEqualTo(new Unknown());
        mode(1, IDL);
        assertThat(view()).isEqualTo(new Agrees());
        mode(5, TX);
        assertThat(view()).isEqualTo(new Disagrees(Kind.ONLY_THE_MACHINE_RUNS, "TX", at(5)));
        move(7, SessionEvent.START);
        assertThat(view()).isEqualTo(new Agrees());
        mode(20, IDL);
        assertThat(view()).isEqualTo(new Disagrees(Kind.ONLY_THE_SESSION_RUNS, "IDL", at(20)));
        assertThat(facility.sessions.find(id).orElseThrow().state()).isEqualTo(SessionState.IN_PROGRESS);
        move(25, SessionEvent.COMPLETE);
        assertThat(view()).isEqualTo(new Agrees());
    }

    @Test
    void aSessionThatIsStartedWhileItsMachineIdlesDisagreesFromThatMomentOn() {
        mode(1, IDL);
        move(9, SessionEvent.START);
        assertThat(view()).isEqualTo(new Disagrees(Kind.ONLY_THE_SESSION_RUNS, "IDL", at(9)));
    }

    @Test
    void aRestartDoesNotMakeADisagreementYounger() {
        mode(1, IDL);
        move(9, SessionEvent.START);
        facility.sessions.watchMachines();
        facility.restart();
        assertThat(view()).as("until the machine has spoken again").isEqualTo(new Unknown());
        mode(30, IDL);
        assertThat(view()).isEqualTo(new Disagrees(Kind.ONLY_THE_SESSION_RUNS, "IDL", at(9)));
    }

    @Test
    void aMachineThatIsSilentSaysNothing() {
        mode(1, IDL);
        move(2, SessionEvent.START);
        facility.sessions.heard(MACHINE, new Entry(2, at(3), at(3), new Gap(FaultCode.MODBUS_TIMEOUT, null)));
        assertThat(view()).isEqualTo(new Unknown());
        mode(4, TX);
        assertThat(view()).isEqualTo(new Agrees());
        // out of a machine's own backlog
        mode(3, IDL);
        assertThat(view()).isEqualTo(new Agrees());
    }

    @Test
    void eachDisagreementIsCountedOnce() {
        mode(1, TX);
        for (var i = 0; i < 3; i++) {
            facility.sessions.watchMachines();
        }
        assertThat(facility.faults.total(FaultCode.SESSION_MACHINE_DISAGREES)).isEqualTo(1);
        move(2, SessionEvent.START);
        facility.sessions.watchMachines();
        mode(3, IDL);
        facility.sessions.watchMachines();
        assertThat(facility.faults.total(FaultCode.SESSION_MACHINE_DISAGREES)).isEqualTo(2);
    }

    @Test
    void theMachineOfAnothersTreatmentSaysNothingAboutWhoWaits() {
        mode(1, TX);
        move(2, SessionEvent.START);
        var next = facility.schedule(facility.patients.admit(), "A-01", at(300), Duration.ofHours(2));
        done(facility.change(next.id(), NURSE, new Change.Move(SessionEvent.ARRIVE), ""));
        assertThat(facility.sessions.machine(facility.sessions.find(next.id()).orElseThrow()))
                .isEqualTo(new Agrees());
    }
}
