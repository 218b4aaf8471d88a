package io.mededge.model.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.safety.Hazard;
import io.mededge.model.session.SessionLifecycle.Step;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Hazard("H-021")
class SessionLifecycleTest {
    private static final Set<Guard> ALL = EnumSet.allOf(Guard.class);

    /** Written down once more, by hand, so that a slip in the table is found. */
    private static final Map<SessionState, Map<SessionEvent, SessionState>> LEGAL = Map.of(
            SessionState.SCHEDULED,
            Map.of(SessionEvent.ARRIVE, SessionState.ARRIVED, SessionEvent.CANCEL, SessionState.CANCELLED),
            SessionState.ARRIVED,
            Map.of(SessionEvent.MAKE_READY, SessionState.READY, SessionEvent.CANCEL, SessionState.CANCELLED),
            SessionState.READY,
            Map.of(SessionEvent.START, SessionState.IN_PROGRESS, SessionEvent.CANCEL, SessionState.CANCELLED),
            SessionState.IN_PROGRESS,
            Map.of(
                    SessionEvent.PAUSE, SessionState.PAUSED,
                    SessionEvent.COMPLETE, SessionState.COMPLETED,
                    SessionEvent.INTERRUPT, SessionState.INTERRUPTED),
            SessionState.PAUSED,
            Map.of(
                    SessionEvent.RESUME, SessionState.IN_PROGRESS,
                    SessionEvent.COMPLETE, SessionState.COMPLETED,
                    SessionEvent.INTERRUPT, SessionState.INTERRUPTED),
            SessionState.COMPLETED,
            Map.of(SessionEvent.CLEAN, SessionState.CLEANING),
            SessionState.INTERRUPTED,
            Map.of(SessionEvent.CLEAN, SessionState.CLEANING),
            SessionState.CLEANING,
            Map.of(SessionEvent.CLOSE, SessionState.CLOSED),
            SessionState.CLOSED,
            Map.of(),
            SessionState.CANCELLED,
            Map.of());

    @ParameterizedTest
    @EnumSource
    void fromEachStateEachEventDoesWhatIsWrittenOrIsRefusedWithAReason(SessionState state) {
        for (var event : SessionEvent.values()) {
            var expected = LEGAL.getOrDefault(state, Map.of()).get(event);
            var step = SessionLifecycle.apply(state, event, ALL);
            if (expected == null) {
                assertThat(step)
                        .isInstanceOfSatisfying(
                                Step.Refused.class,
                                refused -> assertThat(refused.reason())
                                        .contains(SessionLifecycle.words(state), SessionLifecycle.words(event)));
            } else {
                assertThat(step).isEqualTo(new Step.Moved(expected));
            }
        }
    }

    @Test
    void eachGuardAloneIsEnoughToRefuse() {
        var guarded = 0;
        for (var transition : SessionLifecycle.transitions()) {
            for (var guard : transition.guards()) {
                var met = EnumSet.complementOf(EnumSet.of(guard));
                assertThat(SessionLifecycle.apply(transition.from(), transition.event(), met))
                        .as("%s without %s", transition, guard)
                        .isInstanceOfSatisfying(
                                Step.Refused.class,
                                refused -> assertThat(refused.reason()).endsWith(": " + guard.unmet()));
                guarded++;
            }
            assertThat(SessionLifecycle.apply(transition.from(), transition.event(), transition.guards()))
                    .isEqualTo(new Step.Moved(transition.to()));
        }
        assertThat(guarded).isEqualTo(13);
    }

    @Test
    void nothingStartsWithoutItsPatientAndNothingIsCancelledOnceBloodIsInTheCircuit() {
        assertThat(SessionLifecycle.transitions())
                .filteredOn(transition -> transition.to() == SessionState.IN_PROGRESS)
                .allSatisfy(transition -> assertThat(transition.guards()).contains(Guard.PATIENT_AT_STATION));
        assertThat(SessionLifecycle.transitions())
                .filteredOn(transition -> transition.to() == SessionState.CANCELLED)
                .extracting(Transition::from)
                .containsExactlyInAnyOrder(SessionState.SCHEDULED, SessionState.ARRIVED, SessionState.READY);
    }

    @Test
    void everyStateIsReachedAndEveryOneThatIsNotOverLeadsToOneThatIs() {
        var reached = EnumSet.of(SessionState.SCHEDULED);
        var open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            SessionLifecycle.from(open.remove()).stream()
                    .map(Transition::to)
                    .filter(reached::add)
                    .forEach(open::add);
        }
        assertThat(reached).containsExactlyInAnyOrder(SessionState.values());
        assertThat(SessionState.values())
                .allSatisfy(state -> assertThat(SessionLifecycle.from(state).isEmpty())
                        .as("nothing leads on from %s", state)
                        .isEqualTo(state.isOver()));
    }

    @Test
    void anEventThatIsUnknownIsRefusedWithWhatIsPossible() {
        assertThat(SessionLifecycle.apply(SessionState.READY, "start", ALL))
                .isEqualTo(new Step.Moved(SessionState.IN_PROGRESS));
        for (var text : List.of("", "START", "finish", "in-progress")) {
            assertThat(SessionLifecycle.apply(SessionState.READY, text, ALL))
                    .isEqualTo(new Step.Refused("there is no such event: possible are start, cancel"));
        }
    }

    @Test
    void aPhaseIsDoneOnlyWhenItHasBeen() {
        assertThat(SessionPhase.CLEANUP.progress(SessionState.COMPLETED)).isEqualTo(SessionPhase.Progress.PENDING);
        assertThat(SessionPhase.TREATMENT.progress(SessionState.READY)).isEqualTo(SessionPhase.Progress.PENDING);
        assertThat(SessionPhase.SETUP.progress(SessionState.PAUSED)).isEqualTo(SessionPhase.Progress.DONE);
        assertThat(SessionPhase.TREATMENT.progress(SessionState.PAUSED)).isEqualTo(SessionPhase.Progress.UNDER_WAY);
        for (var phase : SessionPhase.values()) {
            assertThat(phase.progress(SessionState.CANCELLED)).isEqualTo(SessionPhase.Progress.SKIPPED);
            assertThat(phase.progress(SessionState.CLOSED)).isEqualTo(SessionPhase.Progress.DONE);
        }
    }
}
