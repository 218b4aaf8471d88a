package io.mededge.edge.session;

import io.mededge.edge.session.DayView.Need;
import io.mededge.edge.session.DayView.Twins;
import io.mededge.model.session.SessionState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/** What of a list of sessions needs somebody now. Pure. */
final class Needs {
    /** How late a treatment may begin or end before it is said. */
    static final Duration LATE = Duration.ofMinutes(15);

    private Needs() {}

    /** @param disagrees what the machine says where it says something else; empty where it does not */
    static List<Need> of(
            List<Session> sessions,
            Instant now,
            PlaceTime time,
            Function<Session, Optional<String>> disagrees,
            Predicate<Session> unsigned) {
        var needs = new ArrayList<Need>();
        for (var session : sessions) {
            disagrees.apply(session).ifPresent(words -> needs.add(need(session, "machine disagrees", words)));
        }
        for (var session : sessions) {
            late(session, now, time).ifPresent(words -> needs.add(need(session, "late", words)));
        }
        for (var session : sessions) {
            if (unsigned.test(session)) {
                needs.add(need(
                        session,
                        "unsigned",
                        "The record of the treatment of "
                                + time.stamp(session.plan().begin()) + " waits for a signature."));
            }
        }
        return needs;
    }

    private static Need need(Session session, String what, String words) {
        return new Need(session.id().value(), session.plan().station(), what, words);
    }

    private static Optional<String> late(Session session, Instant now, PlaceTime time) {
        var plan = session.plan();
        var waits = session.state() == SessionState.SCHEDULED
                || session.state() == SessionState.ARRIVED
                || session.state() == SessionState.READY;
        if (waits && now.isAfter(plan.begin().plus(LATE))) {
            return Optional.of("Planned for " + time.stamp(plan.begin()) + ", and still "
                    + SessionWords.word(session.state()) + ": start it, move it or cancel it.");
        }
        return session.state().isUnderTreatment() && now.isAfter(plan.end().plus(LATE))
                ? Optional.of("Planned to end at " + time.time(plan.end()) + ", and still "
                        + SessionWords.word(session.state()) + ".")
                : Optional.empty();
    }

    /** Patients of one shift who would be mistaken for each other by their initials. */
    static List<Twins> twins(List<Session> sessions, PlaceTime time, Function<Session, Optional<NamedPatient>> who) {
        var shifts = new TreeMap<String, Map<String, NamedPatient>>();
        for (var session : sessions) {
            var patient = session.state().isOver() ? Optional.<NamedPatient>empty() : who.apply(session);
            patient.ifPresent(found -> shifts.computeIfAbsent(
                            time.shiftBegin(session.plan().begin()) + " " + found.initials(),
                            key -> new LinkedHashMap<>())
                    .putIfAbsent(found.id(), found));
        }
        return shifts.values().stream()
                .filter(same -> same.size() > 1)
                .map(same -> new Twins(
                        same.values().iterator().next().initials(),
                        same.values().stream()
                                .map(patient -> patient.name() + ", born " + patient.born())
                                .toList()))
                .toList();
    }
}
