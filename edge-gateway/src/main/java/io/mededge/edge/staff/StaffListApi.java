package io.mededge.edge.staff;

import io.mededge.edge.fault.Problem;
import io.mededge.edge.identity.StaffAct;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.staff.Accounts.Import;
import io.mededge.model.fault.FaultCode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;

/** The signed list of the tenant's identity provider, brought by an administrator. */
@Path("/api/staff/list")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class StaffListApi {
    private final Snapshots snapshots;
    private final Accounts accounts;
    private final StaffActs acts;

    StaffListApi(Snapshots snapshots, Accounts accounts, StaffActs acts) {
        this.snapshots = snapshots;
        this.accounts = accounts;
        this.acts = acts;
    }

    /**
     * @param revoked who may do nothing any more, with all that each did since
     * @param leftOut accounts that were not taken, as name or badge is that of an account made here
     */
    record Taken(long sequence, List<Out> revoked, List<String> leftOut) {}

    /** @param since when the identity provider ended it */
    record Out(String account, String since, List<StaffAct> acts) {}

    /** 204 if there was never one. */
    @GET
    public Response list() {
        var view = StaffListView.of(accounts);
        return view == null ? Response.noContent().build() : Response.ok(view).build();
    }

    /** The document of docs/reference/staff.md → 200 with who is out and what each did since; 409 if it is not newer, wrongly signed or of another form. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response take(byte[] document) {
        var outcome = snapshots.take(document);
        if (outcome instanceof Import.Refused refused) {
            return Problem.of(Status.CONFLICT, FaultCode.STAFF_LIST_REFUSED, refused.sentence());
        }
        return outcome instanceof Import.Taken taken
                ? Response.ok(new Taken(
                                taken.sequence(),
                                taken.revoked().stream().map(this::out).toList(),
                                taken.leftOut().stream().map(StaffId::value).toList()))
                        .build()
                : Response.ok(new Taken(((Import.Known) outcome).sequence(), List.of(), List.of()))
                        .build();
    }

    private Out out(Account account) {
        var revoked = account.revoked();
        if (revoked == null) {
            throw new IllegalStateException(account + " is not revoked");
        }
        return new Out(account.id().value(), revoked.at().toString(), acts.of(account.id(), revoked.at()));
    }
}
