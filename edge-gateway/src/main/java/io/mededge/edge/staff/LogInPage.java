package io.mededge.edge.staff;

import io.mededge.edge.access.Caller;
import io.mededge.edge.access.LogInPanel;
import io.mededge.edge.staff.IdentityCheck.Outcome;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The log-in of a page: what the panel in the top bar sends, and the page that says what was wrong. Works without a script. */
@Path("/log-in")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class LogInPage {
    /** Only a place of our own; never another host. */
    private static final Pattern OWN_PATH = Pattern.compile("/(?!/)[A-Za-z0-9/._-]{0,100}");

    @CheckedTemplate(basePath = "staff")
    static class Templates {
        private Templates() {}

        static native TemplateInstance login(View view);
    }

    /**
     * @param list about the tenant's list; null if there was never one
     * @param problem what was wrong; null before a try
     */
    record View(
            String place,
            String zone,
            LogInPanel panel,
            @Nullable StaffListView list,
            @Nullable Message problem) {}

    record Message(String text, String code) {}

    private final LogInDesk desk;
    private final Accounts accounts;
    private final Caller caller;
    private final String facility;

    LogInPage(
            LogInDesk desk,
            Accounts accounts,
            Caller caller,
            @ConfigProperty(name = "gateway.facility") String facility) {
        this.desk = desk;
        this.accounts = accounts;
        this.caller = caller;
        this.facility = facility;
    }

    @GET
    public Response page() {
        return page(Status.OK, "/", null);
    }

    private Response page(Status status, String path, @Nullable Message problem) {
        var view = new View(
                facility, ZoneId.systemDefault().getId(), caller.panel(path), StaffListView.of(accounts), problem);
        return Response.status(status)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(Templates.login(view))
                .build();
    }

    /** Back to the page that it came from, with the cookie; or this page, with what was wrong. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response logIn(
            @FormParam("badge") @DefaultValue("") String badge,
            @FormParam("pin") @DefaultValue("") String pin,
            @FormParam("account") @DefaultValue("") String account,
            @FormParam("password") @DefaultValue("") String password,
            @FormParam("to") @DefaultValue("/") String to,
            @CookieParam(LogInCookie.NAME) @DefaultValue("") String token,
            @Context HttpServerRequest request) {
        var path = OWN_PATH.matcher(to).matches() ? to : "/";
        var answer = desk.logIn(
                new LogInDesk.Typed(badge.strip(), pin, account.strip(), password),
                token,
                request.remoteAddress().hostAddress());
        if (!(answer.outcome() instanceof Outcome.Confirmed)) {
            var sentence = LogInDesk.sentence(answer.outcome());
            return page(
                    answer.outcome() instanceof Outcome.Paused ? Status.TOO_MANY_REQUESTS : Status.UNAUTHORIZED,
                    path,
                    new Message(
                            Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".",
                            LogInDesk.fault(answer.outcome()).label()));
        }
        var back = back(path);
        return answer.token().isEmpty()
                ? back.build()
                : back.header(HttpHeaders.SET_COOKIE, LogInCookie.set(answer.token(), request.isSSL()))
                        .build();
    }

    /** The person goes away; the PIN alone opens it again. */
    @POST
    @Path("/lock")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response lock(
            @FormParam("to") @DefaultValue("/") String to,
            @CookieParam(LogInCookie.NAME) @DefaultValue("") String token) {
        desk.lock(token);
        return back(OWN_PATH.matcher(to).matches() ? to : "/").build();
    }

    @POST
    @Path("/out")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response logOut(
            @FormParam("to") @DefaultValue("/") String to,
            @CookieParam(LogInCookie.NAME) @DefaultValue("") String token) {
        desk.end(token);
        return back(OWN_PATH.matcher(to).matches() ? to : "/")
                .header(HttpHeaders.SET_COOKIE, LogInCookie.clear())
                .build();
    }

    /** By GET, so that a reload does not send it again. Relative: the gateway may stand behind a proxy. */
    private static Response.ResponseBuilder back(String path) {
        return Response.status(Status.SEE_OTHER).header(HttpHeaders.LOCATION, path);
    }
}
