package io.mededge.edge.session;

import io.mededge.model.session.Guard;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionLifecycle;
import io.mededge.model.session.SessionState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What a change makes of the content of a session, and which bounds it must keep. Knows no store and no other session. */
final class SessionEdit {
    static final Duration SHORTEST = Duration.ofMinutes(5);
    static final Duration LONGEST = Duration.ofHours(24);
    /** How long a station is cleaned after the planned end, before the next session may begin. */
    static final Duration CLEANING = Duration.ofMinutes(30);

    /** How far ahead a session can be planned. */
    static final Duration HORIZON = Duration.ofDays(366);

    static final int MAX_NOTE = 2_000;
    static final int MAX_REASON = 500;
    static final int MAX_TARGETS = 32;

    private SessionEdit() {}

    /** What came of it. */
    sealed interface Result {
        record Edited(SessionFields fields) implements Result {}

        record Invalid(String sentence) implements Result {}

        record Refused(String sentence) implements Result {}
    }

    static Result apply(SessionState state, SessionFields fields, Change change, Set<Guard> met, Instant now) {
        if (change instanceof Change.Move move) {
            return move(state, fields, move.event(), met, now);
        }
        if (state == SessionState.CANCELLED) {
            return new Result.Refused("the session was cancelled");
        }
        if (change instanceof Change.Reschedule reschedule) {
            return reschedule(state, fields, reschedule, now);
        }
        if (change instanceof Change.Prescribe prescribe) {
            return prescribe(state, fields, prescribe);
        }
        if (change instanceof Change.Observe observe) {
            return add(fields, SessionFields.OBSERVATION, observe.observation().toString());
        }
        if (change instanceof Change.ObserveTogether together) {
            return addAll(fields, together);
        }
        if (change instanceof Change.CorrectObservation correct) {
            return correct(fields, correct, met);
        }
        var text = ((Change.AddNote) change).text();
        return text.isBlank() || text.length() > MAX_NOTE
                ? new Result.Invalid("a note has 1 to " + MAX_NOTE + " characters")
                : add(fields, SessionFields.NOTE, text);
    }

    private static Result move(
            SessionState state, SessionFields fields, SessionEvent event, Set<Guard> met, Instant now) {
        var step = SessionLifecycle.apply(state, event, met);
        if (step instanceof SessionLifecycle.Step.Refused refused) {
            return new Result.Refused(refused.reason());
        }
        var moved = fields.with(SessionFields.STATE, SessionLifecycle.words(((SessionLifecycle.Step.Moved) step).to()));
        return new Result.Edited(
                switch (event) {
                    case START -> moved.with(SessionFields.STARTED, now);
                    case COMPLETE -> moved.with(SessionFields.ENDED, now).with(SessionFields.OUTCOME, "completed");
                    case INTERRUPT -> moved.with(SessionFields.ENDED, now).with(SessionFields.OUTCOME, "interrupted");
                    default -> moved;
                });
    }

    private static Result reschedule(
            SessionState state, SessionFields fields, Change.Reschedule reschedule, Instant now) {
        if (state.isUnderTreatment() || state.isTreated()) {
            return new Result.Refused("the treatment has begun: its plan is history");
        }
        var complaint = complaint(reschedule.begin(), reschedule.end(), now);
        return complaint.isPresent()
                ? new Result.Invalid(complaint.get())
                : new Result.Edited(plan(fields, reschedule.station(), reschedule.begin(), reschedule.end()));
    }

    static SessionFields plan(SessionFields fields, String station, Instant begin, Instant end) {
        return fields.with(SessionFields.STATION, station)
                .with(SessionFields.BEGIN, begin)
                .with(SessionFields.END, end);
    }

    /** What is wrong with a planned time; empty if nothing is. */
    static Optional<String> complaint(Instant begin, Instant end, Instant now) {
        var length = Duration.between(begin, end);
        if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
            return Optional.of(
                    "a session takes " + SHORTEST.toMinutes() + " minutes to " + LONGEST.toHours() + " hours");
        }
        return end.isBefore(now) || begin.isAfter(now.plus(HORIZON))
                ? Optional.of("a session ends in the future and begins within " + HORIZON.toDays() + " days")
                : Optional.empty();
    }

    private static Result prescribe(SessionState state, SessionFields fields, Change.Prescribe prescribe) {
        if (state.isTreated()) {
            return new Result.Refused("the treatment has ended: what was prescribed is history");
        }
        var targets = prescribe.targets();
        var distinct = targets.stream().map(Target::what).distinct().count();
        if (targets.isEmpty() || targets.size() > MAX_TARGETS || distinct < targets.size()) {
            return new Result.Invalid("a prescription has 1 to " + MAX_TARGETS + " lines, each about something else");
        }
        return new Result.Edited(fields.with(targets));
    }

    private static Result add(SessionFields fields, String kind, String text) {
        var number = fields.count(kind) + 1;
        return number > SessionFields.MAX_NUMBERED
                ? new Result.Refused("a session has at most " + SessionFields.MAX_NUMBERED + " of each kind")
                : new Result.Edited(fields.with(SessionFields.numbered(kind, number), text));
    }

    private static Result addAll(SessionFields fields, Change.ObserveTogether together) {
        Result result = new Result.Edited(fields);
        for (var observation : together.observations()) {
            if (result instanceof Result.Edited edited) {
                result = add(edited.fields(), SessionFields.OBSERVATION, observation.toString());
            }
        }
        return result;
    }

    private static Result correct(SessionFields fields, Change.CorrectObservation correct, Set<Guard> met) {
        if (correct.number() < 1 || correct.number() > fields.count(SessionFields.OBSERVATION)) {
            return new Result.Invalid("there is no observation of that number");
        }
        if (!met.contains(Guard.REASON_GIVEN)) {
            return new Result.Refused("an observation cannot be corrected: " + Guard.REASON_GIVEN.unmet());
        }
        var field = SessionFields.numbered(SessionFields.OBSERVATION, correct.number());
        return new Result.Edited(fields.with(field, correct.observation().toString()));
    }
}
