package io.mededge.edge.session;

import static io.mededge.edge.session.TestFacility.CHARGE;
import static io.mededge.edge.session.TestFacility.NURSE;
import static io.mededge.edge.session.TestFacility.START;
import static io.mededge.edge.session.TestFacility.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.safety.Hazard;
import io.mededge.model.session.ScheduleRequest;
import io.mededge.model.session.ScheduleRequest.Wish;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Hazard("H-021")
class ScheduleRequestsTest {
    private static final Duration LENGTH = Duration.ofHours(4);

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

    private static ScheduleRequest move(String id, SessionId session, long seen, String station, Instant begin) {
        return new ScheduleRequest(id, session, seen, START, new Wish.Move(station, begin, begin.plus(LENGTH)));
    }

    private static ScheduleRequest cancel(String id, SessionId session, long seen) {
        return new ScheduleRequest(id, session, seen, START, new Wish.Cancel());
    }

    @Test
    void whatStandsAgainstNothingIsDoneAndSaysWhoAsked() {
        var session = facility.schedule(facility.patients.admit(), "A-01", START, LENGTH);

        assertThat(facility.sessions.request(move("r-1", session.id(), 1, "A-02", START)))
                .isEqualTo(new RequestOutcome.Accepted(2));

        var moved = facility.sessions.find(session.id()).orElseThrow();
        assertThat(moved.plan().station()).isEqualTo("A-02");
        var audit = facility.sessions.audit(moved);
        assertThat(audit.get(audit.size() - 1).who()).isEqualTo(ScheduleRequests.REGION);
        assertThat(audit.get(audit.size() - 1).reason()).isEqualTo("r-1");
        // the same one again, also after a restart
        facility.restart();
        assertThat(facility.sessions.request(move("r-1", session.id(), 1, "A-02", START)))
                .isEqualTo(new RequestOutcome.Accepted(2));
        assertThat(facility.sessions.find(session.id()).orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void aRuleThatStandsAgainstItRefusesIt() {
        var session = facility.schedule(facility.patients.admit(), "A-01", START, LENGTH);
        facility.schedule(facility.patients.admit(), "A-02", START, LENGTH);
        var ended = facility.treated("A-03");

        assertThat(facility.sessions.request(move("r-1", session.id(), 1, "A-02", START)))
                .isInstanceOfSatisfying(
                        RequestOutcome.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith("A-02 is taken from"));
        assertThat(facility.sessions.request(cancel("r-2", ended.id(), ended.version())))
                .isInstanceOf(RequestOutcome.Refused.class);
        assertThat(facility.sessions.request(cancel("r-3", new SessionId("0".repeat(32)), 1)))
                .isEqualTo(new RequestOutcome.Refused("there is no such session"));
        assertThat(facility.sessions.openRequests()).isEmpty();
    }

    @Test
    void whatChangedHereMeanwhileIsDecidedByAPerson() {
        var session = facility.schedule(facility.patients.admit(), "A-01", START, LENGTH);
        var mine = START.plusSeconds(3_600);
        done(facility.change(session.id(), CHARGE, new Change.Reschedule("A-01", mine, mine.plus(LENGTH)), "late"));
        var request = move("r-1", session.id(), 1, "A-02", START);

        assertThat(facility.sessions.request(request)).isEqualTo(new RequestOutcome.Waits());
        assertThat(facility.sessions.find(session.id()).orElseThrow().plan().begin())
                .isEqualTo(mine);
        assertThat(facility.faults.total(FaultCode.SCHEDULE_REQUEST_WAITS)).isEqualTo(1);
        facility.restart();
        assertThat(facility.sessions.openRequests()).containsExactly(request);

        assertThat(facility.sessions.decide("r-1", NURSE, true, "fine")).isInstanceOf(RequestOutcome.Refused.class);
        assertThat(facility.sessions.decide("r-1", CHARGE, true, " ")).isInstanceOf(RequestOutcome.Refused.class);
        assertThat(facility.sessions.decide("r-1", CHARGE, true, "agreed by phone"))
                .isEqualTo(new RequestOutcome.Accepted(3));
        assertThat(facility.sessions.openRequests()).isEmpty();
        assertThat(facility.sessions.find(session.id()).orElseThrow().plan().station())
                .isEqualTo("A-02");
        assertThat(facility.sessions.request(request)).isEqualTo(new RequestOutcome.Accepted(3));
    }

    @Test
    void aPersonMayRefuseAndWhatCannotBeDoneKeepsWaiting() {
        var session = facility.schedule(facility.patients.admit(), "A-01", START, LENGTH);
        facility.move(session.id(), SessionEvent.ARRIVE);
        facility.schedule(facility.patients.admit(), "A-02", START, LENGTH);
        facility.sessions.request(move("r-1", session.id(), 1, "A-02", START));

        assertThat(facility.sessions.decide("r-1", CHARGE, true, "yes")).isInstanceOf(RequestOutcome.Refused.class);
        assertThat(facility.sessions.openRequests()).hasSize(1);
        assertThat(facility.sessions.decide("r-1", CHARGE, false, "no station"))
                .isEqualTo(new RequestOutcome.Refused("no station"));
        assertThat(facility.sessions.openRequests()).isEmpty();
    }

    @Test
    void aNoteIsNoReasonToAskAPerson() {
        var session = facility.schedule(facility.patients.admit(), "A-01", START, LENGTH);
        done(facility.change(session.id(), NURSE, new Change.AddNote("likes the window"), ""));

        assertThat(facility.sessions.request(cancel("r-1", session.id(), 1))).isEqualTo(new RequestOutcome.Accepted(3));
    }

    /** Seven days without a region: all that was planned is treated, then both sides meet. */
    @Test
    @Hazard("H-008")
    void afterSevenDaysOfflineNothingIsLostAndConflictsAreListed() {
        var planned = new ArrayList<SessionId>();
        for (var day = 0; day < 7; day++) {
            for (var station : TestFacility.STATIONS) {
                for (var shift = 0; shift < 3; shift++) {
                    var begin = START.plus(Duration.ofDays(day)).plus(Duration.ofMinutes(300L * shift));
                    planned.add(facility.schedule(facility.patients.admit(), station, begin, LENGTH)
                            .id());
                }
            }
        }
        facility.sessions.announce();
        var regionSaw = newest(facility.reported);
        facility.journalBroken = true;

        treatSomeOf(planned);

        var asked = new ArrayList<ScheduleRequest>();
        for (var i = 0; i < planned.size(); i += 4) {
            asked.add(cancel("r-" + i, planned.get(i), regionSaw.getOrDefault(planned.get(i), 0L)));
        }
        facility.journalBroken = false;
        while (facility.reported.size() < planned.size() + changed(planned, regionSaw)) {
            facility.sessions.announce();
        }
        var outcomes = new HashMap<String, RequestOutcome>();
        asked.forEach(request -> outcomes.put(request.id(), facility.sessions.request(request)));

        var region = newest(facility.reported);
        for (var id : planned) {
            var session = facility.sessions.find(id).orElseThrow();
            var cancelledNow = session.state() == SessionState.CANCELLED;
            assertThat(region.get(id)).isEqualTo(session.version() - (cancelledNow ? 1 : 0));
        }
        for (var request : asked) {
            var touched = !Objects.equals(regionSaw.get(request.session()), region.get(request.session()));
            assertThat(outcomes.get(request.id()))
                    .isInstanceOf(touched ? RequestOutcome.Waits.class : RequestOutcome.Accepted.class);
        }
        assertThat(facility.sessions.openRequests()).isNotEmpty().hasSizeLessThan(asked.size());
        assertThat(facility.sessions.counts()).containsEntry(SessionState.CLOSED, 42);
    }

    /** Two shifts of three, on each of seven days; the third is left as it was planned. */
    private void treatSomeOf(List<SessionId> planned) {
        for (var i = 0; i < planned.size(); i++) {
            var session = facility.sessions.find(planned.get(i)).orElseThrow();
            if (i % 3 == 2) {
                continue;
            }
            facility.now = session.plan().begin();
            facility.patients.stationed.clear();
            facility.patients.stationed.put(session.plan().station(), session.patient());
            done(facility.change(
                    session.id(), TestFacility.PHYSICIAN, new Change.Prescribe(List.of(TestFacility.target())), ""));
            facility.move(
                    session.id(),
                    SessionEvent.ARRIVE,
                    SessionEvent.MAKE_READY,
                    SessionEvent.START,
                    i % 2 == 0 ? SessionEvent.COMPLETE : SessionEvent.INTERRUPT);
            facility.patients.stationed.clear();
            facility.move(session.id(), SessionEvent.CLEAN, SessionEvent.CLOSE);
            facility.sessions.announce();
        }
        facility.now = START.plus(Duration.ofDays(7));
        facility.restart();
    }

    private long changed(List<SessionId> planned, Map<SessionId, Long> before) {
        return planned.stream()
                .filter(id -> facility.sessions.find(id).orElseThrow().version() > before.getOrDefault(id, 0L))
                .count();
    }

    /** The highest version of each session that was reported. */
    private static Map<SessionId, Long> newest(List<SessionReport> reports) {
        var newest = new HashMap<SessionId, Long>();
        reports.forEach(report -> newest.merge(report.session(), report.version(), Math::max));
        return newest;
    }
}
