package io.mededge.edge.staff;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mededge.edge.access.Caller;
import io.mededge.edge.access.LogInPanel;
import io.mededge.edge.access.Presence;
import io.mededge.edge.fault.Problem;
import io.mededge.edge.identity.Role;
import io.mededge.edge.staff.IdentityCheck.Outcome;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Log in, who am I, log out. Answers are never cached and never repeat what was typed. */
@Path("/api/log-in")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class LogInApi {
    private final LogInDesk desk;
    private final Accounts accounts;
    private final Caller caller;

    LogInApi(LogInDesk desk, Accounts accounts, Caller caller) {
        this.desk = desk;
        this.accounts = accounts;
        this.caller = caller;
    }

    /**
     * Who is in.
     *
     * @param state none, live or locked
     * @param list about the tenant's list of staff; null if there was never one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Who(
            String state,
            @Nullable String account,
            @Nullable String name,
            @Nullable List<String> roles,
            @Nullable StaffListView list) {
        private static Who of(Optional<Presence> presence, Accounts accounts) {
            var member = presence.map(Presence::member);
            return new Who(
                    LogInPanel.state(presence),
                    member.map(found -> found.id().value()).orElse(null),
                    member.map(found -> found.name()).orElse(null),
                    member.map(found -> LogInApi.roles(found.roles())).orElse(null),
                    StaffListView.of(accounts));
        }
    }

    static List<String> roles(Set<Role> roles) {
        return roles.stream()
                .sorted()
                .map(role -> role.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }

    @GET
    public Response who() {
        return answer(Response.ok(), caller.presence());
    }

    private Response answer(Response.ResponseBuilder response, Optional<Presence> presence) {
        return response.header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(Who.of(presence, accounts))
                .build();
    }

    /**
     * {@code {"badge", "pin"}} or {@code {"account", "password"}}; where somebody is in already also {@code {"pin"}} or {@code {"password"}} alone, which unlocks. 200
     * with who is in then; 401 if they do not belong together, 403 if the tenant's list is too old, 429 with {@code Retry-After} after too many tries.
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response logIn(
            byte[] body,
            @CookieParam(LogInCookie.NAME) @DefaultValue("") String token,
            @Context HttpServerRequest request) {
        var form = AccountForm.read(body);
        if (form.isEmpty()) {
            return StaffBody.notAnObject();
        }
        var typed = new LogInDesk.Typed(
                form.get().badge(),
                form.get().pin(),
                form.get().accountAsTyped(),
                form.get().password());
        var answer = desk.logIn(typed, token, request.remoteAddress().hostAddress());
        if (!(answer.outcome() instanceof Outcome.Confirmed confirmed)) {
            return refusal(answer.outcome());
        }
        var response = Response.ok();
        if (!answer.token().isEmpty()) {
            response.header(HttpHeaders.SET_COOKIE, LogInCookie.set(answer.token(), request.isSSL()));
        }
        return answer(response, Optional.of(new Presence(confirmed.member(), false)));
    }

    private static Response refusal(Outcome outcome) {
        if (outcome instanceof Outcome.Paused paused) {
            var problem = Problem.of(Status.TOO_MANY_REQUESTS, LogInDesk.fault(outcome), LogInDesk.sentence(outcome));
            return Response.fromResponse(problem)
                    .header(HttpHeaders.RETRY_AFTER, LogInDesk.seconds(paused))
                    .build();
        }
        var status = outcome instanceof Outcome.ListExpired
                ? Status.FORBIDDEN
                : outcome instanceof Outcome.Busy ? Status.SERVICE_UNAVAILABLE : Status.UNAUTHORIZED;
        return Problem.of(status, LogInDesk.fault(outcome), LogInDesk.sentence(outcome));
    }

    /** The person is still there: the filter has noted it. 204. */
    @PUT
    public Response present() {
        return Response.noContent().build();
    }

    /** 204, also when nobody was in. */
    @DELETE
    public Response logOut(@CookieParam(LogInCookie.NAME) @DefaultValue("") String token) {
        desk.end(token);
        return Response.noContent()
                .header(HttpHeaders.SET_COOKIE, LogInCookie.clear())
                .build();
    }
}
