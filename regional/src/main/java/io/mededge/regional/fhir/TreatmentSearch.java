package io.mededge.regional.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mededge.regional.fhir.TreatmentStore.Filter;
import io.mededge.regional.transform.PatientMapper;
import io.mededge.regional.transform.ProcedureMapper.Stage;
import io.mededge.regional.transform.StoredTreatment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Reads and searches one of the two resources that treatment sessions are shown as.
 *
 * @param type for example {@code Procedure}
 * @param isStatus whether FHIR has this code for the status of the resource
 * @param stages which sessions have that status
 */
record TreatmentSearch<T extends Resource>(
        TreatmentStore treatments,
        String type,
        Function<StoredTreatment, T> render,
        Predicate<String> isStatus,
        Function<String, List<Stage>> stages) {
    private static final String IMPOSSIBLE = "-";

    /** @param who the patient, and @param when the time, in the words of the resource */
    static List<SearchParameter> parameters(String who, String when) {
        return List.of(
                new SearchParameter(SearchParameter.ID, SearchParamType.TOKEN, "the logical id"),
                new SearchParameter("patient", SearchParamType.REFERENCE, who + ": Patient/{id} or {id}"),
                new SearchParameter("subject", SearchParamType.REFERENCE, "as patient"),
                new SearchParameter(
                        "date",
                        SearchParamType.DATE,
                        when + ", with the prefixes eq, gt, ge, lt, le, sa and eb; what has not begun is not found",
                        true),
                new SearchParameter("status", SearchParamType.TOKEN, "FHIR's status, for example in-progress"));
    }

    T read(IdType id) {
        return treatments.treatments(new Filter(id.getIdPart(), "", null, List.of(), ""), 1).stream()
                .findFirst()
                .map(render)
                .orElseThrow(() -> Refusals.notFound(type));
    }

    Bundle search(SearchRequest request, String serverBase) {
        var filter = new Filter(
                request.single(SearchParameter.ID).orElse(""),
                patient(request),
                stages(request),
                request.all("date").stream().map(ObservationQuery::date).toList(),
                request.position().map(position -> new String(position, UTF_8)).orElse(""));
        return SearchBundle.of(
                request,
                serverBase,
                treatments.treatments(filter, request.count() + 1),
                render::apply,
                last -> last.report().session().value().getBytes(UTF_8));
    }

    /** With which a pseudonym must begin. */
    private static String patient(SearchRequest request) {
        return ObservationQuery.patient(request)
                .map(id -> id.matches("[0-9a-f]{" + PatientMapper.ID_LENGTH + "}") ? id : IMPOSSIBLE)
                .orElse("");
    }

    private @Nullable List<Stage> stages(SearchRequest request) {
        var wanted = request.alternatives("status");
        if (wanted.isEmpty()) {
            return null;
        }
        var meant = new ArrayList<Stage>();
        for (var text : wanted) {
            var code = CodeToken.parse("status", text).code();
            if (!isStatus.test(code)) {
                throw Refusals.badSearch("status", "is none of FHIR's codes of this resource");
            }
            meant.addAll(stages.apply(code));
        }
        return meant;
    }
}
