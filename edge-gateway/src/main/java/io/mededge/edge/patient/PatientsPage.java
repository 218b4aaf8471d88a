package io.mededge.edge.patient;

import io.mededge.edge.access.Caller;
import io.mededge.edge.access.LogInPanel;
import io.mededge.edge.identity.Patient;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Purpose;
import io.mededge.model.fault.FaultCode;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** Admits and associates by hand. Shows names and birth dates, because tying a patient to a machine needs two identifiers; so it is never cached, and empty without a log-in. */
@Path("/patients")
@Blocking
@Produces(MediaType.TEXT_HTML)
public class PatientsPage {
    @CheckedTemplate(basePath = "patient")
    static class Templates {
        private Templates() {}

        static native TemplateInstance patients(View view);
    }

    /**
     * @param names whether patients are named to whoever looks; else there are no rows
     * @param message what came of the last action; null before one
     */
    record View(
            String place,
            String zone,
            LogInPanel panel,
            boolean names,
            List<Row> rows,
            List<String> free,
            @Nullable Message message) {}

    /** @param station empty when the patient is nowhere */
    record Row(String id, String family, String given, String born, String station) {
        /** Would name the patient otherwise. */
        @Override
        public String toString() {
            return "[patient]";
        }
    }

    /** @param code null when all is well */
    record Message(String text, @Nullable String code) {}

    private final Bedside bedside;
    private final Caller caller;
    private final String facility;

    PatientsPage(Bedside bedside, Caller caller, @ConfigProperty(name = "gateway.facility") String facility) {
        this.bedside = bedside;
        this.caller = caller;
        this.facility = facility;
    }

    @GET
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance page() {
        return view(null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance admit(
            @FormParam("given") @DefaultValue("") String given,
            @FormParam("family") @DefaultValue("") String family,
            @FormParam("birthDate") @DefaultValue("") String birthDate,
            @FormParam("system") @DefaultValue("") String system,
            @FormParam("identifier") @DefaultValue("") String identifier) {
        var admission = bedside.admit(new AdmissionForm(given, family, birthDate, system, "", identifier));
        if (admission instanceof Admission.Invalid invalid) {
            return view(wrong(invalid.sentence()));
        }
        return admission instanceof Admission.Refused refused
                ? view(wrong(refused.sentence()))
                : view(new Message("Admitted. Choose the station in the list.", null));
    }

    @POST
    @Path("/association")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance associate(
            @FormParam("patient") @DefaultValue("") String patient,
            @FormParam("station") @DefaultValue("") String station) {
        try {
            // the page shows name and birth date beside the button
            var proof = new Proof.Manual(Optional.of(caller.member()));
            return view(message(
                    bedside.associate(station, new PatientId(patient), proof), "Associated with " + station + "."));
        } catch (IllegalArgumentException notAnId) {
            return view(wrong("there is no such patient"));
        }
    }

    @POST
    @Path("/release")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @ResponseHeader(name = "Cache-Control", value = "no-store")
    public TemplateInstance release(@FormParam("station") @DefaultValue("") String station) {
        var ended = bedside.dissociate(station, Ending.BY_HAND, Optional.of(caller.member()));
        return view(message(ended, "Association with " + station + " ended."));
    }

    private static Message message(Association association, String done) {
        if (association instanceof Association.Unknown unknown) {
            return wrong(unknown.sentence());
        }
        return association instanceof Association.Conflict conflict
                ? wrong(conflict.sentence())
                : new Message(done, null);
    }

    private static Message wrong(String sentence) {
        return new Message(
                Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1) + ".",
                FaultCode.PATIENT_INPUT_INVALID.label());
    }

    private TemplateInstance view(@Nullable Message message) {
        var names = caller.mayNamePatients();
        var rows = names
                ? bedside.patients().stream()
                        .map(this::row)
                        .sorted(Comparator.comparing(Row::family).thenComparing(Row::given))
                        .toList()
                : List.<Row>of();
        var free = bedside.stations().stream()
                .filter(station -> !bedside.taken(station))
                .toList();
        return Templates.patients(new View(
                facility, ZoneId.systemDefault().getId(), caller.panel("/patients"), names, rows, free, message));
    }

    private Row row(Patient patient) {
        return new Row(
                patient.id().value(),
                patient.family().reveal(Purpose.ADMISSION),
                patient.given().reveal(Purpose.ADMISSION),
                patient.birthDate().reveal(Purpose.ADMISSION).toString(),
                bedside.stationOf(patient.id()).orElse(""));
    }
}
