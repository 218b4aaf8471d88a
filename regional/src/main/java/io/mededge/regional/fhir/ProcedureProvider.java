package io.mededge.regional.fhir;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import io.mededge.regional.transform.ProcedureMapper;
import java.util.Arrays;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;

/** {@code /fhir/Procedure}: treatment sessions. Public, with its methods, because HAPI calls them by reflection. */
public final class ProcedureProvider implements IResourceProvider {
    static final List<SearchParameter> PARAMETERS =
            TreatmentSearch.parameters("who was treated", "when it was performed");

    private static final String TYPE = "Procedure";

    private final TreatmentSearch<Procedure> search;

    ProcedureProvider(TreatmentStore treatments) {
        search = new TreatmentSearch<>(
                treatments, TYPE, ProcedureMapper::procedure, ProcedureProvider::isStatus, ProcedureMapper::stages);
    }

    @Override
    public Class<Procedure> getResourceType() {
        return Procedure.class;
    }

    @Read
    public Procedure read(@IdParam IdType id) {
        return search.read(id);
    }

    @Search(allowUnknownParams = true)
    public Bundle search(RequestDetails details) {
        return search.search(SearchRequest.of(details, TYPE, PARAMETERS), details.getFhirServerBase());
    }

    private static boolean isStatus(String code) {
        return Arrays.stream(ProcedureStatus.values())
                .anyMatch(status ->
                        status != ProcedureStatus.NULL && status.toCode().equals(code));
    }
}
