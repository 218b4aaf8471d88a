package io.mededge.regional.fhir;

import ca.uhn.fhir.rest.annotation.History;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import io.mededge.regional.transform.ObservationId;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;

/** {@code /fhir/Observation}. Public, with its methods, because HAPI calls them by reflection. */
public final class ObservationProvider implements IResourceProvider {
    private static final String TYPE = "Observation";

    private final ObservationSearch search;
    private final RawSamples rawSamples;

    ObservationProvider(ObservationSearch search, RawSamples rawSamples) {
        this.search = search;
        this.rawSamples = rawSamples;
    }

    @Override
    public Class<Observation> getResourceType() {
        return Observation.class;
    }

    @Read
    public Observation read(@IdParam IdType id) {
        var query = ObservationId.parse(id.getIdPart())
                .map(ObservationQuery::of)
                .orElseThrow(() -> Refusals.notFound(TYPE));
        return search.page(query, ObservationCursor.start(query.order()), 1).observations().stream()
                .findFirst()
                .orElseThrow(() -> Refusals.notFound(TYPE));
    }

    /** What corrections of its subject have made of it, the newest version first. */
    @History
    public List<Observation> history(@IdParam IdType id) {
        var versions = ObservationId.parse(id.getIdPart()).map(search::history).orElse(List.of());
        if (versions.isEmpty()) {
            throw Refusals.notFound(TYPE);
        }
        versions.forEach(
                one -> one.setId(new IdType(TYPE, one.getIdPart(), one.getMeta().getVersionId())));
        return versions;
    }

    @Search(allowUnknownParams = true)
    public Bundle search(RequestDetails details) {
        var request = SearchRequest.of(details, TYPE, ObservationQuery.WITH_SORT);
        var query = ObservationQuery.of(request);
        var cursor = request.position()
                .map(position -> ObservationCursor.decode(position)
                        .orElseThrow(() -> Refusals.badSearch(SearchParameter.CURSOR, "was not issued here")))
                .orElse(ObservationCursor.start(query.order()));
        var page = search.page(query, cursor, request.count());
        return SearchBundle.of(
                request,
                details.getFhirServerBase(),
                page.observations(),
                page.next().map(ObservationCursor::encode));
    }

    @Operation(name = RawSamples.OPERATION, idempotent = true, manualResponse = true)
    public void samples(RequestDetails details, HttpServletResponse response) {
        rawSamples.write(details, response);
    }
}
