package io.mededge.edge.patient;

import com.fasterxml.jackson.databind.JsonNode;
import io.mededge.edge.access.Caller;
import io.mededge.edge.access.SecondPerson;
import io.mededge.edge.fault.Problem;
import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Purpose;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffMember;
import io.mededge.model.fault.FaultCode;
import io.smallrye.common.annotation.Blocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is done with a patient's record, each act with its reason: {@code POST /api/patients/{id}/ACT}. What takes two persons has the second one's badge and PIN in the
 * body. Refusals never name a patient.
 */
@Path("/api/patients/{patient}/{act}")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RecordsApi {
    private static final Set<Role> ANYBODY = Role.NAMING_PATIENTS;
    private static final Set<Role> JOINING = EnumSet.of(Role.CHARGE_NURSE, Role.PHYSICIAN, Role.PRIVACY_OFFICER);
    private static final Set<Role> OFFICER = EnumSet.of(Role.PRIVACY_OFFICER);

    private final Bedside bedside;
    private final Caller caller;
    private final SecondPerson secondPerson;
    private final Map<String, Kind> kinds;

    /** @param second null where one person is enough */
    private record Sent(
            PatientId patient,
            JsonNode body,
            StaffMember by,
            @Nullable StaffMember second) {
        private String reason() {
            return JsonBody.text(body, "reason");
        }

        private boolean flag(String field) {
            return body.path(field).asBoolean(true);
        }

        private StaffMember both() {
            if (second == null) {
                throw new IllegalStateException("an act of two persons without the second");
            }
            return second;
        }
    }

    /** @param roles one of them is needed */
    private record Kind(
            Set<Role> roles, boolean needsSecond, boolean needsReason, BiFunction<Registry, Sent, Response> work) {}

    RecordsApi(Bedside bedside, Caller caller, SecondPerson secondPerson) {
        this.bedside = bedside;
        this.caller = caller;
        this.secondPerson = secondPerson;
        kinds = Map.of(
                "amendment", new Kind(ANYBODY, false, false, RecordsApi::amend),
                "merger", new Kind(JOINING, false, true, this::merge),
                "parting",
                        new Kind(
                                JOINING,
                                false,
                                true,
                                (registry, sent) -> answer(registry.part(sent.patient, sent.by, sent.reason()))),
                "hold",
                        new Kind(
                                OFFICER,
                                false,
                                true,
                                (registry, sent) ->
                                        answer(registry.hold(sent.patient, sent.flag("held"), sent.by, sent.reason()))),
                "restriction",
                        new Kind(
                                OFFICER,
                                true,
                                true,
                                (registry, sent) -> answer(registry.restrict(
                                        sent.patient, sent.flag("restricted"), sent.by, sent.both(), sent.reason()))),
                "break-glass", new Kind(ANYBODY, false, true, RecordsApi::breakGlass),
                "export", new Kind(OFFICER, false, false, RecordsApi::export),
                "erasure",
                        new Kind(
                                OFFICER,
                                true,
                                false,
                                (registry, sent) -> answer(registry.erase(sent.patient, sent.by, sent.both()))));
    }

    /**
     * {@code amendment} (name and birth date as in an admission, the same identifier), {@code merger} ({@code "into"}), {@code parting}, {@code hold}
     * ({@code "held"}), {@code restriction} ({@code "restricted"}), {@code break-glass}, {@code export}, {@code erasure}; with {@code "reason"}, and where two are
     * needed {@code "second": {"badge", "pin"}} → 200; 403 without the role or the second person, 409 with what stands against it.
     */
    @POST
    public Response act(
            @PathParam("patient") String patient,
            @PathParam("act") String act,
            byte[] body,
            @Context HttpServerRequest request) {
        var kind = kinds.get(act);
        var json = JsonBody.read(body);
        if (kind == null || json.isEmpty()) {
            return kind == null ? JsonBody.refuse(Status.NOT_FOUND, "there is no such act") : JsonBody.notAnObject();
        }
        var by = caller.member();
        if (!by.isAny(kind.roles)) {
            return forbidden("this needs one of the roles " + kind.roles);
        }
        var reason = Registry.wrongReason(JsonBody.text(json.get(), "reason"));
        if (kind.needsReason && reason.isPresent()) {
            return JsonBody.refuse(Status.BAD_REQUEST, reason.get());
        }
        var shown = json.get().path("second");
        var second = kind.needsSecond
                ? secondPerson.identify(
                        JsonBody.text(shown, "badge"),
                        JsonBody.text(shown, "pin"),
                        request.remoteAddress().hostAddress())
                : Optional.<StaffMember>empty();
        if (kind.needsSecond && second.isEmpty()) {
            return forbidden("this needs a second person, by badge and PIN");
        }
        try {
            var sent = new Sent(new PatientId(patient), json.get(), by, second.orElse(null));
            return bedside.records(registry -> kind.work.apply(registry, sent));
        } catch (IllegalArgumentException notAnId) {
            return JsonBody.notAnId();
        }
    }

    private static Response forbidden(String sentence) {
        return Problem.of(Status.FORBIDDEN, FaultCode.ROLE_MISSING, sentence);
    }

    private static Response answer(Ruling ruling) {
        if (ruling instanceof Ruling.Refused refused) {
            return JsonBody.refuse(Status.CONFLICT, refused.sentence());
        }
        return ruling instanceof Ruling.Retained retained
                ? JsonBody.refuse(Status.CONFLICT, retained.sentence())
                : Response.ok(Map.of("done", true)).build();
    }

    private static Response amend(Registry registry, Sent sent) {
        return answer(registry.amend(sent.patient, AdmissionForm.of(sent.body), sent.by));
    }

    /** Under the lock of {@link Bedside} already, as all of these. */
    private Response merge(Registry registry, Sent sent) {
        var into = new PatientId(JsonBody.text(sent.body, "into"));
        return JsonBody.answer(
                bedside.merge(sent.patient, into, sent.by, sent.reason()), Response.ok(Map.of("done", true)));
    }

    private static Response breakGlass(Registry registry, Sent sent) {
        return registry.breakGlass(sent.patient, sent.by, sent.reason())
                .map(patient -> Response.ok(shown(patient))
                        .header("Cache-Control", "no-store")
                        .build())
                .orElseGet(RecordsApi::unknown);
    }

    private static Map<String, String> shown(Patient patient) {
        return Map.of(
                "patient",
                patient.id().value(),
                "given",
                patient.given().reveal(Purpose.ADMISSION),
                "family",
                patient.family().reveal(Purpose.ADMISSION),
                "birthDate",
                patient.birthDate().reveal(Purpose.ADMISSION).toString());
    }

    private static Response export(Registry registry, Sent sent) {
        return registry.export(sent.patient, sent.by)
                .map(json -> Response.ok(json)
                        .header("Cache-Control", "no-store")
                        .header("Content-Disposition", "attachment; filename=\"patient.json\"")
                        .build())
                .orElseGet(RecordsApi::unknown);
    }

    private static Response unknown() {
        return JsonBody.refuse(Status.NOT_FOUND, "there is no such patient");
    }
}
