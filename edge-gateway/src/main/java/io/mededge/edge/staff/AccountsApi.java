package io.mededge.edge.staff;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mededge.edge.access.Caller;
import io.mededge.edge.identity.StaffAct;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.staff.StaffRuling.Done;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The accounts, for administrators. No answer has a secret, or anything that was made of one. */
@Path("/api/staff/accounts")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class AccountsApi {
    private final Accounts accounts;
    private final LogIns logIns;
    private final StaffActs acts;
    private final Caller caller;

    AccountsApi(Accounts accounts, LogIns logIns, StaffActs acts, Caller caller) {
        this.accounts = accounts;
        this.logIns = logIns;
        this.acts = acts;
        this.caller = caller;
    }

    /** @param made here, or tenant */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            String account,
            String name,
            List<String> roles,
            String made,
            boolean badge,
            boolean password,
            @Nullable Revoked revoked) {
        static View of(Account account) {
            var revoked = account.revoked();
            return new View(
                    account.id().value(),
                    account.member().name(),
                    LogInApi.roles(account.member().roles()),
                    account.local() ? "here" : "tenant",
                    account.badge() != null,
                    account.password() != null,
                    revoked == null
                            ? null
                            : new Revoked(revoked.at().toString(), revoked.by().value(), revoked.why()));
        }
    }

    record Revoked(String at, String by, String why) {}

    @GET
    public List<View> list() {
        return accounts.all().stream().map(View::of).toList();
    }

    /** {@code {"account", "name", "roles": [], "badge", "pin", "password"}}: a badge with its PIN, or a password, or all three → 201. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response add(byte[] body) {
        return AccountForm.read(body)
                .map(form -> StaffBody.answer(accounts.add(by(), form), Status.CREATED))
                .orElseGet(StaffBody::notAnObject);
    }

    /** What the body has of {@code name}, {@code roles}, {@code badge} with {@code pin}, {@code password} is new from now on; the person's log-ins end. */
    @PUT
    @Path("/{account}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response amend(@PathParam("account") String account, byte[] body) {
        return AccountForm.read(body)
                .map(form -> of(account, id -> ended(id, accounts.amend(by(), id, form))))
                .orElseGet(StaffBody::notAnObject);
    }

    /** {@code {"reason"}}: for good, and at once. */
    @POST
    @Path("/{account}/revocation")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response revoke(@PathParam("account") String account, byte[] body) {
        return AccountForm.read(body)
                .map(form -> of(account, id -> ended(id, accounts.revoke(by(), id, form.reason()))))
                .orElseGet(StaffBody::notAnObject);
    }

    /** Ends the pause after failed tries. */
    @DELETE
    @Path("/{account}/tries")
    public Response lift(@PathParam("account") String account) {
        return of(account, id -> StaffBody.answer(accounts.lift(by(), id), Status.OK));
    }

    /** All that somebody did since a time, without one since ever; oldest first, at most {@link StaffAct#MAX_LISTED} of each kind. */
    @GET
    @Path("/{account}/acts")
    public Response acts(@PathParam("account") String account, @QueryParam("since") @DefaultValue("") String since) {
        return of(account, id -> {
            try {
                var from = since.isEmpty() ? Instant.EPOCH : Instant.parse(since);
                return Response.ok(acts.of(id, from)).build();
            } catch (DateTimeException notATime) {
                return StaffBody.invalid("since must be a time of the form 2026-11-21T12:00:00Z");
            }
        });
    }

    private Response ended(StaffId account, StaffRuling ruling) {
        if (ruling instanceof Done) {
            logIns.endAll(account);
        }
        return StaffBody.answer(ruling, Status.OK);
    }

    private StaffId by() {
        return caller.member().id();
    }

    private Response of(String account, Function<StaffId, Response> work) {
        return accounts.find(account).map(Account::id).map(work).orElseGet(StaffBody::unknown);
    }
}
