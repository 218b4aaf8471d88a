package io.mededge.edge.session;

import io.mededge.edge.identity.StaffId;
import io.mededge.edge.session.SessionStore.Author;
import io.mededge.model.session.ScheduleRequest;
import io.mededge.model.session.ScheduleRequest.Wish;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Schedule changes that a region asks for. Each gets one verdict, which stays: the same request again is answered with it. Guarded by the lock of {@link
 * Sessions}, each decision one transaction with the change that it makes.
 */
final class ScheduleRequests {
    /** Who changed a session where a request was accepted without a person. */
    static final StaffId REGION = new StaffId("region");

    /** Bound of the list; beyond it requests are refused. */
    static final int MAX_OPEN = 500;

    private static final String WAITS = "waits";
    private static final String ACCEPTED = "accepted";
    private static final String REFUSED = "refused";

    private final SessionDatabase database;

    ScheduleRequests(SessionDatabase database) {
        this.database = database;
    }

    RequestOutcome take(
            ScheduleRequest request,
            Optional<Session> session,
            Function<Session, List<AuditLine>> changedSince,
            BiFunction<Session, Change, Outcome> edit) {
        var known = verdict(request.id());
        if (known.isPresent()) {
            return known.get();
        }
        var outcome = decide(request, session, changedSince, edit);
        keep(request, outcome);
        return outcome;
    }

    private RequestOutcome decide(
            ScheduleRequest request,
            Optional<Session> session,
            Function<Session, List<AuditLine>> changedSince,
            BiFunction<Session, Change, Outcome> edit) {
        if (session.isEmpty()) {
            return new RequestOutcome.Refused("there is no such session");
        }
        if (request.seenVersion() > session.get().version()) {
            return new RequestOutcome.Refused("the session has no such version");
        }
        if (changedSince.apply(session.get()).stream().anyMatch(ScheduleRequests::matters)) {
            return open().size() < MAX_OPEN
                    ? new RequestOutcome.Waits()
                    : new RequestOutcome.Refused("too many requests wait for a person");
        }
        return outcome(edit.apply(session.get(), change(request.wish())));
    }

    /** What was observed or noted meanwhile is no reason to ask a person about a plan. */
    private static boolean matters(AuditLine line) {
        return !line.field().startsWith(SessionFields.OBSERVATION)
                && !line.field().startsWith(SessionFields.NOTE);
    }

    private static Change change(Wish wish) {
        if (wish instanceof Wish.Move move) {
            return new Change.Reschedule(move.station(), move.begin(), move.end());
        }
        return new Change.Move(SessionEvent.CANCEL);
    }

    private static RequestOutcome outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            return new RequestOutcome.Accepted(done.session().version());
        }
        if (outcome instanceof Outcome.Refused refused) {
            return new RequestOutcome.Refused(refused.sentence());
        }
        return new RequestOutcome.Refused(
                outcome instanceof Outcome.Invalid invalid ? invalid.sentence() : "the session is not there any more");
    }

    List<ScheduleRequest> open() {
        return database.read(
                "select id, session, seen_version, asked, station, begins, ends from request where verdict = 'waits'"
                        + " order by asked, id limit " + MAX_OPEN,
                ScheduleRequests::request);
    }

    /** What a person decides stays undecided where the change itself is refused: then the answer says why. */
    RequestOutcome decide(
            String id,
            boolean accept,
            Author author,
            Function<SessionId, Optional<Session>> find,
            BiFunction<Session, Change, Outcome> edit) {
        var waiting = open().stream().filter(request -> request.id().equals(id)).findFirst();
        var session = waiting.flatMap(request -> find.apply(request.session()));
        if (session.isEmpty()) {
            return new RequestOutcome.Refused("no such request waits");
        }
        var outcome = accept
                ? outcome(edit.apply(session.get(), change(waiting.get().wish())))
                : new RequestOutcome.Refused(author.reason());
        if (!accept || outcome instanceof RequestOutcome.Accepted) {
            database.write(
                    "update request set verdict = ?, reason = ?, decided_by = ?, decided_at = ? where id = ?",
                    accept ? ACCEPTED : REFUSED,
                    reason(outcome),
                    author.who().value(),
                    author.at(),
                    id);
        }
        return outcome;
    }

    private Optional<RequestOutcome> verdict(String id) {
        return database.first(
                "select verdict, reason from request where id = ?",
                row -> switch (row.getString(1)) {
                    case WAITS -> new RequestOutcome.Waits();
                    case ACCEPTED -> new RequestOutcome.Accepted(Long.parseLong(row.getString(2)));
                    default -> new RequestOutcome.Refused(row.getString(2));
                },
                id);
    }

    private void keep(ScheduleRequest request, RequestOutcome outcome) {
        var move = request.wish() instanceof Wish.Move wanted ? Optional.of(wanted) : Optional.<Wish.Move>empty();
        database.write(
                "insert into request (id, session, seen_version, asked, station, begins, ends, verdict, reason)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                request.id(),
                request.session().value(),
                request.seenVersion(),
                request.asked(),
                move.map(Wish.Move::station).orElse(null),
                move.map(Wish.Move::begin).orElse(null),
                move.map(Wish.Move::end).orElse(null),
                verdict(outcome),
                reason(outcome));
    }

    private static String verdict(RequestOutcome outcome) {
        if (outcome instanceof RequestOutcome.Waits) {
            return WAITS;
        }
        return outcome instanceof RequestOutcome.Accepted ? ACCEPTED : REFUSED;
    }

    /** Of an accepted one the version that has it. */
    private static String reason(RequestOutcome outcome) {
        if (outcome instanceof RequestOutcome.Accepted accepted) {
            return Long.toString(accepted.version());
        }
        return outcome instanceof RequestOutcome.Refused refused ? refused.reason() : "";
    }

    private static ScheduleRequest request(ResultSet row) throws SQLException {
        var station = row.getString("station");
        Instant asked = SessionDatabase.instant(row, "asked");
        var wish = station == null
                ? new Wish.Cancel()
                : new Wish.Move(station, SessionDatabase.instant(row, "begins"), SessionDatabase.instant(row, "ends"));
        return new ScheduleRequest(
                row.getString("id"), new SessionId(row.getString("session")), row.getLong("seen_version"), asked, wish);
    }
}
