package io.mededge.regional.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import io.mededge.regional.fhir.TreatmentStore.Filter;
import io.mededge.regional.transform.PatientMapper;
import io.mededge.regional.transform.ProcedureMapper;
import io.mededge.regional.transform.ProcedureMapper.Stage;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.jspecify.annotations.Nullable;

/** {@code /fhir/Procedure}: treatment sessions. Public, with its methods, because HAPI calls them by reflection. */
public final class ProcedureProvider implements IResourceProvider {
    static final List<SearchParameter> PARAMETERS = List.of(
            new SearchParameter(SearchParameter.ID, SearchParamType.TOKEN, "the logical id"),
            new SearchParameter("patient", SearchParamType.REFERENCE, "who was treated: Patient/{id} or {id}"),
            new SearchParameter("subject", SearchParamType.REFERENCE, "as patient"),
            new SearchParameter(
                    "date",
                    SearchParamType.DATE,
                    "when it was performed, with the prefixes eq, gt, ge, lt, le, sa and eb; what has not begun is not found",
                    true),
            new SearchParameter("status", SearchParamType.TOKEN, "FHIR's status, for example in-progress"));

    private static final String TYPE = "Procedure";
    private static final String IMPOSSIBLE = "-";

    private final TreatmentStore treatments;

    ProcedureProvider(TreatmentStore treatments) {
        this.treatments = treatments;
    }

    @Override
    public Class<Procedure> getResourceType() {
        return Procedure.class;
    }

    @Read
    public Procedure read(@IdParam IdType id) {
        return treatments.treatments(new Filter(id.getIdPart(), "", null, List.of(), ""), 1).stream()
                .findFirst()
                .map(ProcedureMapper::procedure)
                .orElseThrow(() -> Refusals.notFound(TYPE));
    }

    @Search(allowUnknownParams = true)
    public Bundle search(RequestDetails details) {
        var request = SearchRequest.of(details, TYPE, PARAMETERS);
        var filter = new Filter(
                request.single(SearchParameter.ID).orElse(""),
                patient(request),
                stages(request),
                request.all("date").stream().map(ObservationQuery::date).toList(),
                request.position().map(position -> new String(position, UTF_8)).orElse(""));
        return SearchBundle.of(
                request,
                details.getFhirServerBase(),
                treatments.treatments(filter, request.count() + 1),
                ProcedureMapper::procedure,
                last -> last.report().session().value().getBytes(UTF_8));
    }

    /** With which a pseudonym must begin. */
    private static String patient(SearchRequest request) {
        return ObservationQuery.patient(request)
                .map(id -> id.matches("[0-9a-f]{" + PatientMapper.ID_LENGTH + "}") ? id : IMPOSSIBLE)
                .orElse("");
    }

    private static @Nullable List<Stage> stages(SearchRequest request) {
        var wanted = request.alternatives("status");
        if (wanted.isEmpty()) {
            return null;
        }
        var stages = new ArrayList<Stage>();
        for (var text : wanted) {
            var code = CodeToken.parse("status", text).code();
            if (!isStatus(code)) {
                throw Refusals.badSearch("status", "is none of FHIR's codes of a procedure");
            }
            stages.addAll(ProcedureMapper.stages(code));
        }
        return stages;
    }

    private static boolean isStatus(String code) {
        for (var status : ProcedureStatus.values()) {
            if (status != ProcedureStatus.NULL && status.toCode().equals(code)) {
                return true;
            }
        }
        return false;
    }
}
