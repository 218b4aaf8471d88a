package io.mededge.edge.session;

import io.mededge.edge.access.Caller;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.StaffMember;
import io.mededge.edge.session.DayView.Next;
import io.mededge.edge.session.DayView.Request;
import io.mededge.edge.session.DayView.Row;
import io.mededge.edge.session.SessionBody.Malformed;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.session.Guard;
import io.mededge.model.session.ScheduleRequest;
import io.mededge.model.session.ScheduleRequest.Wish;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionLifecycle;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a day: what needs somebody now, the stations on a time line, and each session with its next step. Without a log-in it shows stations and states. Never
 * cached.
 */
@Path("/sessions")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class SessionsPage {
    /** How long what was not finished is called to mind. */
    static final Duration MEMORY = Duration.ofHours(36);

    private static final Duration GRID = Duration.ofMinutes(15);

    @CheckedTemplate(basePath = "session")
    static class Templates {
        private Templates() {}

        static native TemplateInstance day(DayView view);
    }

    private final Sessions sessions;
    private final Dossiers dossiers;
    private final Caller caller;
    private final String facility;

    SessionsPage(
            Sessions sessions,
            Dossiers dossiers,
            Caller caller,
            @ConfigProperty(name = "gateway.facility") String facility) {
        this.sessions = sessions;
        this.dossiers = dossiers;
        this.caller = caller;
        this.facility = facility;
    }

    /** @param day in the facility's time zone; without one today @param station offered in the form to plan */
    @GET
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance page(
            @QueryParam("day") @DefaultValue("") String day, @QueryParam("station") @DefaultValue("") String station) {
        return view(day(day), null, station.isEmpty() ? Map.of() : Map.of("do", "plan", "station", station));
    }

    /** {@code do}: plan, move or decide. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance act(MultivaluedMap<String, String> sent) {
        var form = new SessionForm(sent, dossiers.time());
        PageMessage message;
        try {
            message = switch (form.form()) {
                case "plan" -> plan(form);
                case "move" -> move(form);
                case "decide" -> decide(form);
                default -> throw new Malformed("there is no such form");
            };
        } catch (Malformed malformed) {
            message = PageMessage.wrong(FaultCode.SESSION_INPUT_INVALID, String.valueOf(malformed.getMessage()));
        }
        return view(day(form.text("day")), message, message.code() == null ? Map.of() : form.typed());
    }

    private LocalDate day(String text) {
        try {
            return text.isEmpty() ? dossiers.time().day(Instant.now()) : LocalDate.parse(text);
        } catch (DateTimeException notADay) {
            return dossiers.time().day(Instant.now());
        }
    }

    private PageMessage plan(SessionForm form) throws Malformed {
        PatientId patient;
        try {
            patient = new PatientId(form.text("patient"));
        } catch (IllegalArgumentException noPatient) {
            throw new Malformed("choose a patient");
        }
        var begin = form.time("begin");
        var outcome = sessions.schedule(
                caller.member(), patient, form.text("station"), begin, form.end(begin), form.text("reason"));
        return PageMessage.of(
                outcome,
                "Planned at " + form.text("station") + " from "
                        + dossiers.time().stamp(begin) + ".",
                dossiers::line);
    }

    private PageMessage move(SessionForm form) throws Malformed {
        var session = sessions.find(form.session()).orElseThrow(() -> new Malformed("there is no such session"));
        var event = form.event();
        var outcome = sessions.change(
                session.id(), form.version(), caller.member(), new Change.Move(event), form.text("reason"));
        return PageMessage.of(
                outcome,
                SessionWords.done(event, session.plan().station()),
                line -> new Dossier.Line(
                        // a note or value is for the page of the session
                        line.version(),
                        dossiers.time().stamp(line.at()),
                        line.who().value(),
                        line.field(),
                        "",
                        "",
                        ""));
    }

    private PageMessage decide(SessionForm form) {
        var accept = form.text("accept").equals("true");
        var outcome = sessions.decide(form.text("request"), caller.member(), accept, form.text("reason"));
        if (outcome instanceof RequestOutcome.Accepted) {
            return PageMessage.done("Accepted; the plan is changed.");
        }
        var sentence = outcome instanceof RequestOutcome.Refused refused ? refused.reason() : "it still waits";
        return !accept && sentence.equals(form.text("reason"))
                ? PageMessage.done("Refused; the plan stays, and the region is told why.")
                : PageMessage.wrong(FaultCode.SESSION_CHANGE_REFUSED, sentence);
    }

    private TemplateInstance view(LocalDate day, @Nullable PageMessage message, Map<String, String> typed) {
        var now = Instant.now();
        var time = dossiers.time();
        var begin = time.begin(day);
        var end = time.begin(day.plusDays(1));
        var today = !now.isBefore(begin) && now.isBefore(end);
        var named = caller.mayNamePatients();
        var member = caller.presence()
                .filter(found -> !found.locked())
                .map(found -> found.member())
                .orElse(null);
        var planned = sessions.list(begin, end);
        var watched = today ? sessions.list(now.minus(MEMORY), end) : planned;
        var mayPlan = member != null && Sessions.mayPlan(member);
        return Templates.day(new DayView(
                facility,
                time.zone().getId(),
                caller.panel("/sessions"),
                day.toString(),
                PlaceTime.words(day),
                day.minusDays(1).toString(),
                day.plusDays(1).toString(),
                today,
                named,
                mayPlan,
                DayPlan.of(
                        planned,
                        begin,
                        end,
                        now,
                        time,
                        session -> dossiers.patient(session, named)
                                .map(NamedPatient::name)
                                .orElse("")),
                planned.stream().map(session -> row(session, named, member)).toList(),
                Needs.of(
                        watched,
                        now,
                        time,
                        session -> Optional.ofNullable(dossiers.machine(session))
                                .filter(machine -> machine.view().equals("disagrees"))
                                .map(Dossier.Machine::words),
                        sessions::needsSignature),
                member == null ? List.of() : requests(),
                Needs.twins(planned, time, session -> dossiers.patient(session, named)),
                mayPlan ? dossiers.patients() : List.of(),
                dossiers.stations(),
                time.input(today ? next(now) : begin.plus(6, ChronoUnit.HOURS)),
                message,
                typed));
    }

    /** The next quarter of an hour. */
    private static Instant next(Instant now) {
        var millis = GRID.toMillis();
        return Instant.ofEpochMilli((now.toEpochMilli() / millis + 1) * millis);
    }

    private Row row(Session session, boolean named, @Nullable StaffMember member) {
        var plan = session.plan();
        var time = dossiers.time();
        return new Row(
                session.id().value(),
                session.version(),
                plan.station(),
                dossiers.patient(session, named).orElse(null),
                time.time(plan.begin()),
                time.time(plan.end()),
                SessionLifecycle.words(session.state()),
                SessionWords.shape(session.state()),
                SessionWords.word(session.state()),
                member == null || session.erased()
                        ? null
                        : SessionWords.next(session.state())
                                .filter(event -> Sessions.mayDo(member, new Change.Move(event)))
                                .map(event -> next(session, event))
                                .orElse(null));
    }

    private Next next(Session session, SessionEvent event) {
        var station = session.plan().station();
        var step = SessionLifecycle.from(session.state()).stream()
                .filter(legal -> legal.event() == event)
                .findFirst()
                .orElseThrow();
        return new Next(
                event.name(),
                SessionWords.effect(event, station),
                SessionWords.isGrave(event),
                sessions.against(session, step).stream().map(Guard::unmet).collect(Collectors.joining("; ")));
    }

    private List<Request> requests() {
        return sessions.openRequests().stream()
                .flatMap(request -> sessions.find(request.session()).stream().map(session -> request(request, session)))
                .toList();
    }

    private Request request(ScheduleRequest request, Session session) {
        var time = dossiers.time();
        var plan = session.plan();
        var present = "the session at " + plan.station() + " of " + time.stamp(plan.begin());
        var words = request.wish() instanceof Wish.Move move
                ? "Move " + present + " to " + move.station() + ", " + time.stamp(move.begin()) + " to "
                        + time.time(move.end())
                : "Cancel " + present;
        return new Request(request.id(), session.id().value(), plan.station(), words, time.stamp(request.asked()));
    }
}
