package io.mededge.model.session;

import static io.mededge.model.session.Guard.PATIENT_AT_STATION;
import static io.mededge.model.session.Guard.PATIENT_GONE;
import static io.mededge.model.session.Guard.PRESCRIBED;
import static io.mededge.model.session.Guard.REASON_GIVEN;
import static io.mededge.model.session.Guard.STATION_FREE;
import static io.mededge.model.session.SessionState.ARRIVED;
import static io.mededge.model.session.SessionState.CANCELLED;
import static io.mededge.model.session.SessionState.CLEANING;
import static io.mededge.model.session.SessionState.CLOSED;
import static io.mededge.model.session.SessionState.COMPLETED;
import static io.mededge.model.session.SessionState.INTERRUPTED;
import static io.mededge.model.session.SessionState.IN_PROGRESS;
import static io.mededge.model.session.SessionState.PAUSED;
import static io.mededge.model.session.SessionState.READY;
import static io.mededge.model.session.SessionState.SCHEDULED;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one state machine of a treatment session: scheduled → arrived → ready → in progress ↔ paused → completed or interrupted → cleaning → closed.
 *
 * <p>A session can be cancelled as long as it has not started (scheduled, arrived, ready), since nothing was done to the patient by then. Once blood is in
 * the circuit something was done, whatever was intended: it ends as completed or interrupted, never as if it had not been. It can be completed from paused,
 * because the blood is returned with the treatment standing still. There is no way from completed or interrupted to closed past cleaning, so that no station
 * counts as clean because nobody said otherwise.
 */
public final class SessionLifecycle {
    private static final List<Transition> TRANSITIONS = List.of(
            step(SCHEDULED, SessionEvent.ARRIVE, ARRIVED),
            step(ARRIVED, SessionEvent.MAKE_READY, READY, PRESCRIBED),
            step(READY, SessionEvent.START, IN_PROGRESS, PRESCRIBED, PATIENT_AT_STATION, STATION_FREE),
            step(IN_PROGRESS, SessionEvent.PAUSE, PAUSED, REASON_GIVEN),
            step(PAUSED, SessionEvent.RESUME, IN_PROGRESS, PATIENT_AT_STATION),
            step(IN_PROGRESS, SessionEvent.COMPLETE, COMPLETED),
            step(PAUSED, SessionEvent.COMPLETE, COMPLETED),
            step(IN_PROGRESS, SessionEvent.INTERRUPT, INTERRUPTED, REASON_GIVEN),
            step(PAUSED, SessionEvent.INTERRUPT, INTERRUPTED, REASON_GIVEN),
            step(COMPLETED, SessionEvent.CLEAN, CLEANING, PATIENT_GONE),
            step(INTERRUPTED, SessionEvent.CLEAN, CLEANING, PATIENT_GONE),
            step(CLEANING, SessionEvent.CLOSE, CLOSED),
            step(SCHEDULED, SessionEvent.CANCEL, CANCELLED, REASON_GIVEN),
            step(ARRIVED, SessionEvent.CANCEL, CANCELLED, REASON_GIVEN),
            step(READY, SessionEvent.CANCEL, CANCELLED, REASON_GIVEN));

    private SessionLifecycle() {}

    /** What came of an event. */
    public sealed interface Step {
        record Moved(SessionState to) implements Step {}

        /** @param reason a sentence without a full stop; names states, events and guards, never a patient */
        record Refused(String reason) implements Step {}
    }

    /** All that is legal; whatever is not here is refused. */
    public static List<Transition> transitions() {
        return TRANSITIONS;
    }

    /** What is legal from a state, guards aside. */
    public static List<Transition> from(SessionState state) {
        return TRANSITIONS.stream()
                .filter(transition -> transition.from() == state)
                .toList();
    }

    /** @param met which guards are met */
    public static Step apply(SessionState state, SessionEvent event, Set<Guard> met) {
        var legal = from(state).stream().filter(step -> step.event() == event).findFirst();
        if (legal.isEmpty()) {
            return new Step.Refused("a session that is " + words(state) + " cannot " + words(event) + offer(state));
        }
        var unmet = legal.get().guards().stream()
                .filter(guard -> !met.contains(guard))
                .sorted()
                .map(Guard::unmet)
                .collect(Collectors.joining("; "));
        return unmet.isEmpty()
                ? new Step.Moved(legal.get().to())
                : new Step.Refused("the session cannot " + words(event) + ": " + unmet);
    }

    /** As {@link #apply(SessionState, SessionEvent, Set)}, for an event that came as text, such as {@code make-ready}. */
    public static Step apply(SessionState state, String event, Set<Guard> met) {
        return Stream.of(SessionEvent.values())
                .filter(known -> words(known).equals(event))
                .findFirst()
                .map(known -> apply(state, known, met))
                .orElseGet(() -> new Step.Refused("there is no such event" + offer(state)));
    }

    private static String offer(SessionState state) {
        var events = from(state).stream().map(step -> words(step.event())).collect(Collectors.joining(", "));
        return events.isEmpty() ? ": nothing leads on from there" : ": possible are " + events;
    }

    /** As texts name a state or an event, for example {@code in-progress}. */
    public static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Transition step(SessionState from, SessionEvent event, SessionState to, Guard... guards) {
        return new Transition(from, event, to, Set.of(guards));
    }
}
