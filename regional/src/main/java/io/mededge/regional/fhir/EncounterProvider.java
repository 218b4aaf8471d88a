package io.mededge.regional.fhir;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import io.mededge.regional.transform.EncounterMapper;
import java.util.Arrays;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.IdType;

/** {@code /fhir/Encounter}: the visits for treatment sessions. Public, with its methods, because HAPI calls them by reflection. */
public final class EncounterProvider implements IResourceProvider {
    static final List<SearchParameter> PARAMETERS = TreatmentSearch.parameters("who came", "when it took place");

    private static final String TYPE = "Encounter";

    private final TreatmentSearch<Encounter> search;

    EncounterProvider(TreatmentStore treatments) {
        search = new TreatmentSearch<>(
                treatments, TYPE, EncounterMapper::encounter, EncounterProvider::isStatus, EncounterMapper::stages);
    }

    @Override
    public Class<Encounter> getResourceType() {
        return Encounter.class;
    }

    @Read
    public Encounter read(@IdParam IdType id) {
        return search.read(id);
    }

    @Search(allowUnknownParams = true)
    public Bundle search(RequestDetails details) {
        return search.search(SearchRequest.of(details, TYPE, PARAMETERS), details.getFhirServerBase());
    }

    private static boolean isStatus(String code) {
        return Arrays.stream(EncounterStatus.values())
                .anyMatch(status ->
                        status != EncounterStatus.NULL && status.toCode().equals(code));
    }
}
