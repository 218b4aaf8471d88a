package io.mededge.edge.session;

import io.mededge.edge.access.Caller;
import io.mededge.edge.access.LogInPanel;
import io.mededge.edge.monitor.Glance;
import io.mededge.edge.session.Dossier.Note;
import io.mededge.model.session.SessionState;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** One page for the next shift, to be printed: what is going on at each station, and what is not finished. Paper is what is left when everything is down. */
@Path("/sessions/handover")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class HandoverPage {
    /** Bound of the time over which notes are told. */
    private static final Duration LONGEST = Duration.ofHours(36);

    private static final Duration SOON = Duration.ofHours(1);

    @CheckedTemplate(basePath = "session")
    static class Templates {
        private Templates() {}

        static native TemplateInstance handover(View view);
    }

    /** @param left of the session's plan, hours and minutes; empty unless it runs @param notes of this shift */
    record Row(
            String id,
            String station,
            @Nullable NamedPatient patient,
            String begin,
            String end,
            String shape,
            String word,
            String phase,
            String left,
            String pressure,
            String alarms,
            String disagrees,
            List<Note> notes,
            boolean unsigned) {}

    /** Of an earlier treatment whose station is free again. */
    record Unsigned(String id, String station, @Nullable NamedPatient patient, String begin) {}

    /** @param free stations with nothing to tell */
    record View(
            String place,
            String zone,
            LogInPanel panel,
            String printed,
            String since,
            String sinceInput,
            String by,
            boolean named,
            List<Row> rows,
            List<Unsigned> unsigned,
            List<String> free) {
        @Override
        public String toString() {
            return "[handover]";
        }
    }

    private final Sessions sessions;
    private final Dossiers dossiers;
    private final Caller caller;
    private final String facility;

    HandoverPage(
            Sessions sessions,
            Dossiers dossiers,
            Caller caller,
            @ConfigProperty(name = "gateway.facility") String facility) {
        this.sessions = sessions;
        this.dossiers = dossiers;
        this.caller = caller;
        this.facility = facility;
    }

    /** @param since when the shift began, as {@code 2026-11-21T06:00}; without one the last of 6, 14 and 22 o'clock */
    @GET
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance handover(@QueryParam("since") @DefaultValue("") String since) {
        var now = Instant.now();
        var begin = begin(since, now);
        var time = dossiers.time();
        var named = caller.mayNamePatients();
        var rows = new ArrayList<Row>();
        var unsigned = new ArrayList<Unsigned>();
        for (var session : sessions.list(now.minus(SessionsPage.MEMORY), now.plus(SessionsPage.MEMORY))) {
            if (isGoingOn(session, now)) {
                rows.add(row(session, named, begin, now));
            } else if (session.state().isOver() && sessions.needsSignature(session)) {
                unsigned.add(new Unsigned(
                        session.id().value(),
                        session.plan().station(),
                        dossiers.patient(session, named).orElse(null),
                        time.stamp(session.plan().begin())));
            }
        }
        rows.sort(Comparator.comparing(Row::station).thenComparing(Row::begin));
        var free = new TreeSet<>(dossiers.stations());
        rows.forEach(row -> free.remove(row.station()));
        return Templates.handover(new View(
                facility,
                time.zone().getId(),
                caller.panel("/sessions/handover"),
                time.full(now),
                time.stamp(begin),
                time.input(begin),
                caller.presence()
                        .filter(found -> !found.locked())
                        .map(found -> found.member().name())
                        .orElse(""),
                named,
                rows,
                unsigned,
                List.copyOf(free)));
    }

    /** What is only planned is told when it is about to begin. */
    private static boolean isGoingOn(Session session, Instant now) {
        return !session.state().isOver()
                && (session.state() != SessionState.SCHEDULED
                        || session.plan().begin().isBefore(now.plus(SOON)));
    }

    private Instant begin(String since, Instant now) {
        var time = dossiers.time();
        try {
            var typed = since.isEmpty() ? time.shiftBegin(now) : time.instant(since);
            return typed.isBefore(now) && typed.isAfter(now.minus(LONGEST)) ? typed : time.shiftBegin(now);
        } catch (IllegalArgumentException notATime) {
            return time.shiftBegin(now);
        }
    }

    private Row row(Session session, boolean named, Instant begin, Instant now) {
        var dossier = dossiers.of(session, named, now);
        var glance = dossiers.glance(session);
        var machine = dossier.machine();
        var written = dossiers.time().stamp(begin);
        return new Row(
                dossier.id(),
                dossier.station(),
                dossier.patient(),
                dossier.begin(),
                dossier.end(),
                dossier.shape(),
                dossier.word(),
                glance.map(Glance::phase).orElse(""),
                dossier.left(),
                dossier.open()
                        ? dossiers.lastPressure(session)
                                .map(found ->
                                        found.text() + " at " + dossiers.time().time(found.at()))
                                .orElse("")
                        : "",
                glance.map(Glance::alarms).orElse(""),
                machine != null && machine.view().equals("disagrees") ? machine.words() : "",
                // both are local times of one form
                dossier.notes().stream()
                        .filter(note -> note.at().compareTo(written) >= 0)
                        .toList(),
                dossier.needsSignature());
    }
}
