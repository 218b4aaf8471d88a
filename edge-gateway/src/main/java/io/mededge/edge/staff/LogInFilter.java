package io.mededge.edge.staff;

import io.mededge.edge.access.Caller;
import io.mededge.edge.access.Presence;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.fault.Problem;
import io.mededge.edge.identity.Role;
import io.mededge.model.fault.FaultCode;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Before every request to a feature: who sends it, and whether that person may. Denied by default. */
public class LogInFilter {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final LogIns logIns;
    private final Caller caller;
    private final Faults faults;

    LogInFilter(LogIns logIns, Caller caller, Faults faults) {
        this.logIns = logIns;
        this.caller = caller;
        this.faults = faults;
    }

    /** 401 without a log-in or with a locked one, 403 without the role. */
    @ServerRequestFilter
    public @Nullable Response decide(ContainerRequestContext request) {
        var cookie = request.getCookies().get(LogInCookie.NAME);
        var token = cookie == null ? "" : cookie.getValue();
        if (!token.isEmpty()) {
            caller.is(() -> logIns.presence(token));
            if (isOfAPerson(request)) {
                logIns.touch(token);
            }
        }
        var roles = AccessRules.of(request.getMethod(), path(request));
        return roles.isPresent() && roles.get().isEmpty() ? null : refusal(roles, caller.presence());
    }

    private @Nullable Response refusal(Optional<Set<Role>> roles, Optional<Presence> presence) {
        if (presence.isEmpty()) {
            return refuse(Status.UNAUTHORIZED, FaultCode.LOG_IN_NEEDED, "nobody is logged in here");
        }
        if (presence.get().locked()) {
            return refuse(
                    Status.UNAUTHORIZED,
                    FaultCode.LOG_IN_NEEDED,
                    "the log-in is locked: give the PIN or password again");
        }
        return roles.isPresent() && presence.get().member().isAny(roles.get())
                ? null
                : refuse(
                        Status.FORBIDDEN,
                        FaultCode.ROLE_MISSING,
                        "this needs another role than "
                                + presence.get().member().id() + " has");
    }

    private Response refuse(Status status, FaultCode fault, String sentence) {
        faults.count(fault);
        return Problem.of(status, fault, sentence);
    }

    private static String path(ContainerRequestContext request) {
        var path = request.getUriInfo().getPath();
        return path.startsWith("/") ? path : "/" + path;
    }

    /**
     * What a page asks for by itself, such as the values of a plot, is no sign of a person; a new page is (Sec-Fetch-Mode, W3C Fetch Metadata), and so is an act. The
     * pages say by themselves that somebody touches them.
     */
    private static boolean isOfAPerson(ContainerRequestContext request) {
        return !READING.contains(request.getMethod()) || "navigate".equals(request.getHeaderString("Sec-Fetch-Mode"));
    }
}
