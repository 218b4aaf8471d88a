package io.mededge.regional.fhir;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.Resource;

/** One page of a search. It has no total: to count what a search matches would cost more than to answer it. */
final class SearchBundle {
    private SearchBundle() {}

    /** @param next position of the following page; empty on the last */
    static Bundle of(
            SearchRequest request, String serverBase, List<? extends Resource> resources, Optional<byte[]> next) {
        var bundle = new Bundle().setType(BundleType.SEARCHSET);
        bundle.addLink().setRelation("self").setUrl(request.self(serverBase));
        next.ifPresent(position -> {
            if (position.length > PageToken.MAX_BYTES) {
                throw Refusals.tooCostly("cannot bound this search: name a device or a code");
            }
            bundle.addLink().setRelation("next").setUrl(request.next(serverBase, position));
        });
        for (var resource : resources) {
            var entry = bundle.addEntry().setResource(resource);
            entry.setFullUrl(serverBase + "/" + resource.fhirType() + "/" + resource.getIdPart());
            entry.getSearch().setMode(SearchEntryMode.MATCH);
        }
        return bundle;
    }

    /**
     * A page of resources that were read one more than it may hold.
     *
     * @param key of a resource, from which the page after it starts
     */
    static <T> Bundle of(
            SearchRequest request,
            String serverBase,
            List<T> read,
            Function<T, Resource> render,
            Function<T, byte[]> key) {
        var page = read.size() > request.count() ? read.subList(0, request.count()) : read;
        var next = page.size() < read.size()
                ? Optional.of(key.apply(page.get(page.size() - 1)))
                : Optional.<byte[]>empty();
        return of(request, serverBase, page.stream().map(render).toList(), next);
    }
}
