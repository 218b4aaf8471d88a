package io.mededge.regional.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import io.mededge.regional.transform.CodeSystems;
import io.mededge.regional.transform.PatientMapper;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;

/** {@code /fhir/Patient}: pseudonyms. Public, with its methods, because HAPI calls them by reflection. */
public final class PatientProvider implements IResourceProvider {
    static final List<SearchParameter> PARAMETERS = List.of(
            new SearchParameter(SearchParameter.ID, SearchParamType.TOKEN, "the logical id"),
            new SearchParameter("identifier", SearchParamType.TOKEN, "the pseudonym, in urn:mededge:pseudonym"));

    private static final String TYPE = "Patient";
    private static final String IMPOSSIBLE = "-";

    private final PatientStore patients;

    PatientProvider(PatientStore patients) {
        this.patients = patients;
    }

    @Override
    public Class<Patient> getResourceType() {
        return Patient.class;
    }

    @Read
    public Patient read(@IdParam IdType id) {
        return patients.patients(id.getIdPart(), "", 1).stream()
                .filter(patient -> PatientMapper.fhirId(patient.pseudonym()).equals(id.getIdPart()))
                .findFirst()
                .map(PatientMapper::patient)
                .orElseThrow(() -> Refusals.notFound(TYPE));
    }

    @Search(allowUnknownParams = true)
    public Bundle search(RequestDetails details) {
        var request = SearchRequest.of(details, TYPE, PARAMETERS);
        var after =
                request.position().map(position -> new String(position, UTF_8)).orElse("");
        return SearchBundle.of(
                request,
                details.getFhirServerBase(),
                patients.patients(prefix(request), after, request.count() + 1),
                PatientMapper::patient,
                last -> last.pseudonym().hex().getBytes(UTF_8));
    }

    /** With which a pseudonym must begin to be the one that is meant. */
    private static String prefix(SearchRequest request) {
        var id = request.single(SearchParameter.ID);
        var pseudonym = request.single("identifier")
                .map(text -> CodeToken.parse("identifier", text))
                .map(token -> token.matches(CodeSystems.PSEUDONYM, token.code()) ? token.code() : IMPOSSIBLE);
        var contradict = id.isPresent() && !pseudonym.orElse(id.get()).startsWith(id.get());
        return contradict ? IMPOSSIBLE : pseudonym.or(() -> id).orElse("");
    }
}
