package io.mededge.edge.session;

import io.mededge.edge.access.Caller;
import io.mededge.edge.access.LogInPanel;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.monitor.Glance;
import io.mededge.edge.session.Dossier.Observed;
import io.mededge.edge.session.SessionBody.Malformed;
import io.mededge.edge.session.StationMetrics.Metric;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.session.Guard;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionLifecycle;
import io.mededge.model.session.Transition;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/**
 * One session with all that is done in it, and its run sheet. Without a log-in, or with a role to which no patient may be named, it shows station, times and state.
 * Never cached.
 */
@Path("/sessions/{id}")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class SessionPage {
    @CheckedTemplate(basePath = "session")
    static class Templates {
        private Templates() {}

        static native TemplateInstance session(View view);

        static native TemplateInstance sheet(Sheet view);
    }

    /** @param signsOn whether the PIN alone is enough @param signing roles in which one may sign */
    record Rights(String name, boolean treat, boolean plan, boolean prescribe, boolean signsOn, List<Choice> signing) {}

    record Choice(String value, String words) {}

    /** @param against why it cannot be done now; empty if nothing stands against it */
    record Action(String event, String label, boolean reason, boolean grave, boolean first, String against) {}

    /** @param rights null without a log-in @param newer whether there is a later version than the one that was asked for */
    record View(
            String place,
            String zone,
            LogInPanel panel,
            Dossier dossier,
            @Nullable Glance glance,
            @Nullable Rights rights,
            List<Action> actions,
            List<Metric> settings,
            List<Metric> observed,
            List<String> stations,
            String now,
            String begin,
            String minutes,
            @Nullable PageMessage message,
            boolean newer,
            Map<String, String> typed) {
        public String stream() {
            return "/events?station=" + dossier.station();
        }

        /** Whether whoever looks may observe, note and correct, and there is something to do it with. */
        public boolean treats() {
            return rights != null && rights.treat() && !dossier.state().equals("cancelled");
        }

        public boolean prescribes() {
            return rights != null && rights.prescribe() && dossier.ended().isEmpty() && !dossier.over();
        }

        public boolean replans() {
            return rights != null && rights.plan() && dossier.started().isEmpty() && !dossier.over();
        }

        public boolean signs() {
            return rights != null && !rights.signing().isEmpty() && (dossier.needsSignature() || dossier.signed());
        }

        /** Whether the form was refused. */
        public boolean refused(String form) {
            return form.equals(typed.get("do"));
        }

        /** What was typed into a form that was refused, else what is to be offered. */
        public String value(String form, String field, String otherwise) {
            return refused(form) ? typed.getOrDefault(field, "") : otherwise;
        }

        /** Whether the form to correct this observation was refused. */
        public boolean corrected(Observed observation) {
            return refused("correct") && Integer.toString(observation.number()).equals(typed.get("number"));
        }

        public String correction(Observed observation, String field, String otherwise) {
            return corrected(observation) ? typed.getOrDefault(field, "") : otherwise;
        }

        /** Why this event, as it was typed. */
        public String reason(Action action) {
            return action.event().equals(typed.get("event")) ? typed.getOrDefault("reason", "") : "";
        }

        /** @param limit target, low or high */
        public String limit(String limit, Metric metric) {
            var line = dossier.prescription().stream()
                    .filter(known -> known.metric().equals(metric.id()))
                    .findFirst();
            var known = line.map(found -> switch (limit) {
                        case "low" -> found.low();
                        case "high" -> found.high();
                        default -> found.target();
                    })
                    .orElse("");
            return value("prescribe", limit + "." + metric.id(), known);
        }

        @Override
        public String toString() {
            return "[session page]";
        }
    }

    /** @param printed when it was, with zone @param by whom; empty without a log-in */
    record Sheet(String place, String zone, LogInPanel panel, String printed, String by, Dossier dossier) {
        private static final int EMPTY_LINES = 8;

        /** Lines to be filled in by hand. */
        public List<Integer> empty() {
            return IntStream.range(0, EMPTY_LINES).boxed().toList();
        }

        @Override
        public String toString() {
            return "[run sheet]";
        }
    }

    private final Sessions sessions;
    private final Dossiers dossiers;
    private final SignerIdentity identity;
    private final Caller caller;
    private final String facility;

    SessionPage(
            Sessions sessions,
            Dossiers dossiers,
            SignerIdentity identity,
            Caller caller,
            @ConfigProperty(name = "gateway.facility") String facility) {
        this.sessions = sessions;
        this.dossiers = dossiers;
        this.identity = identity;
        this.caller = caller;
        this.facility = facility;
    }

    /** @param seen the version that a page shows which asks anew; 0: none */
    @GET
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance page(@PathParam("id") String id, @QueryParam("seen") @DefaultValue("0") long seen) {
        return view(session(id), seen, null, Map.of());
    }

    @GET
    @Path("/sheet")
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance sheet(@PathParam("id") String id) {
        var now = Instant.now();
        return Templates.sheet(new Sheet(
                facility,
                dossiers.time().zone().getId(),
                caller.panel("/sessions/" + id + "/sheet"),
                dossiers.time().full(now),
                member().map(StaffMember::name).orElse(""),
                dossiers.of(session(id), caller.mayNamePatients(), now)));
    }

    /** {@code do} says which of the page's forms it is. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance change(@PathParam("id") String id, MultivaluedMap<String, String> sent) {
        var form = new SessionForm(sent, dossiers.time());
        var session = session(id);
        PageMessage message;
        try {
            message = form.form().equals("sign") ? sign(session, form) : change(session, form);
        } catch (Malformed malformed) {
            message = PageMessage.wrong(FaultCode.SESSION_INPUT_INVALID, String.valueOf(malformed.getMessage()));
        }
        return view(session(id), 0, message, message.code() == null ? Map.of() : form.typed());
    }

    private PageMessage change(Session session, SessionForm form) throws Malformed {
        var change = form.change(dossiers.metrics(session), Instant.now());
        var outcome = sessions.change(session.id(), form.version(), caller.member(), change, form.text("reason"));
        return PageMessage.of(outcome, done(change, session.plan().station()), line -> shown(dossiers.line(line)));
    }

    /** Without the content for a role that may not see it. */
    private Dossier.Line shown(Dossier.Line line) {
        return caller.mayNamePatients()
                ? line
                : new Dossier.Line(line.version(), line.at(), line.who(), line.field(), "", "", "");
    }

    private static String done(Change change, String station) {
        if (change instanceof Change.Move move) {
            return SessionWords.done(move.event(), station);
        }
        if (change instanceof Change.Reschedule moved) {
            return "Planned at " + moved.station() + ".";
        }
        if (change instanceof Change.Prescribe) {
            return "Prescribed.";
        }
        if (change instanceof Change.AddNote) {
            return "Note kept.";
        }
        return change instanceof Change.CorrectObservation ? "Corrected; the audit trail has both." : "Written down.";
    }

    private PageMessage sign(Session session, SessionForm form) throws Malformed {
        var outcome = sessions.sign(
                session.id(), form.version(), form.claim(caller.member().id()), identity);
        if (outcome instanceof SignatureOutcome.Signed signed) {
            return PageMessage.done("Signed by " + signed.signature().name() + ".");
        }
        return PageMessage.wrong(
                FaultCode.SIGNATURE_REFUSED,
                outcome instanceof SignatureOutcome.Refused refused
                        ? refused.sentence()
                        : ((SignatureOutcome.Unknown) outcome).sentence());
    }

    private Session session(String id) {
        try {
            return sessions.find(new SessionId(id)).orElseThrow(NotFoundException::new);
        } catch (IllegalArgumentException notAnId) {
            throw new NotFoundException(notAnId);
        }
    }

    private Optional<StaffMember> member() {
        return caller.presence().filter(found -> !found.locked()).map(found -> found.member());
    }

    private TemplateInstance view(
            Session session, long seen, @Nullable PageMessage message, Map<String, String> typed) {
        var now = Instant.now();
        var named = caller.mayNamePatients();
        var metrics = dossiers.metrics(session);
        var member = member();
        var plan = session.plan();
        return Templates.session(new View(
                facility,
                dossiers.time().zone().getId(),
                caller.panel("/sessions/" + session.id()),
                dossiers.of(session, named, now),
                dossiers.glance(session).orElse(null),
                member.map(this::rights).orElse(null),
                member.map(found -> actions(session, found)).orElse(List.of()),
                metrics.settings(),
                metrics.observed(),
                dossiers.stations(),
                dossiers.time().input(now),
                dossiers.time().input(plan.begin()),
                Long.toString(Duration.between(plan.begin(), plan.end()).toMinutes()),
                message,
                seen > 0 && seen < session.version(),
                typed));
    }

    private Rights rights(StaffMember member) {
        return new Rights(
                member.name(),
                Sessions.mayDo(member, new Change.AddNote("")),
                Sessions.mayPlan(member),
                Sessions.mayDo(member, new Change.Prescribe(List.of())),
                sessions.signsOn(member.id()),
                member.roles().stream()
                        .filter(SignatureDesk::isSigning)
                        .sorted()
                        .map(role -> new Choice(
                                role.name(), SessionLifecycle.words(role).replace('-', ' ')))
                        .toList());
    }

    private List<Action> actions(Session session, StaffMember member) {
        if (session.erased()) {
            return List.of();
        }
        return SessionLifecycle.from(session.state()).stream()
                .filter(step -> Sessions.mayDo(member, new Change.Move(step.event())))
                .map(step -> action(session, step))
                .toList();
    }

    private Action action(Session session, Transition step) {
        var station = session.plan().station();
        return new Action(
                step.event().name(),
                SessionWords.effect(step.event(), station),
                step.guards().contains(Guard.REASON_GIVEN),
                SessionWords.isGrave(step.event()),
                SessionWords.next(session.state()).filter(step.event()::equals).isPresent(),
                sessions.against(session, step).stream()
                        .map(guard -> guard.unmet() + ": " + SessionWords.remedy(guard, station))
                        .collect(Collectors.joining("; ")));
    }
}
