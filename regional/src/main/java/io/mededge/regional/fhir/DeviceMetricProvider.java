package io.mededge.regional.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import io.mededge.regional.fhir.SeriesStore.Filter;
import io.mededge.regional.transform.DeviceKey;
import io.mededge.regional.transform.DeviceMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DeviceMetric;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.IdType;

/** {@code /fhir/DeviceMetric}. Public, with its methods, because HAPI calls them by reflection. */
public final class DeviceMetricProvider implements IResourceProvider {
    static final List<SearchParameter> PARAMETERS = List.of(
            new SearchParameter(SearchParameter.ID, SearchParamType.TOKEN, "the logical id"),
            new SearchParameter("source", SearchParamType.REFERENCE, "the device that measures: Device/{id} or {id}"),
            new SearchParameter("parent", SearchParamType.REFERENCE, "as source: metrics belong to the device itself"));

    private static final String TYPE = "DeviceMetric";
    private static final Pattern ID = Pattern.compile("m([1-9][0-9]{0,8})");

    private final SeriesStore series;

    DeviceMetricProvider(SeriesStore series) {
        this.series = series;
    }

    @Override
    public Class<DeviceMetric> getResourceType() {
        return DeviceMetric.class;
    }

    @Read
    public DeviceMetric read(@IdParam IdType id) {
        return series
                .series(
                        new Filter(
                                Optional.empty(), List.of(), Optional.empty(), Optional.of(number(id.getIdPart())), 0),
                        1)
                .stream()
                .findFirst()
                .map(DeviceMapper::metric)
                .orElseThrow(() -> Refusals.notFound(TYPE));
    }

    /** The series of an id; 0, which no series has, if it is no such id. */
    private static int number(String id) {
        var parts = ID.matcher(id);
        return parts.matches() ? Integer.parseInt(parts.group(1)) : 0;
    }

    @Search(allowUnknownParams = true)
    public Bundle search(RequestDetails details) {
        var request = SearchRequest.of(details, TYPE, PARAMETERS);
        var devices = new ArrayList<List<DeviceKey>>();
        for (var parameter : List.of("source", "parent")) {
            if (request.single(parameter).isPresent()) {
                devices.add(series.keys(request.alternatives(parameter).stream()
                        .map(text -> References.id(parameter, "Device", text))
                        .toList()));
            }
        }
        var filter = new Filter(
                devices.stream().reduce(DeviceMetricProvider::both),
                List.of(),
                Optional.empty(),
                request.single(SearchParameter.ID).map(DeviceMetricProvider::number),
                request.position()
                        .map(position -> Integer.parseInt(new String(position, UTF_8)))
                        .orElse(0));
        return SearchBundle.of(
                request,
                details.getFhirServerBase(),
                series.series(filter, request.count() + 1),
                DeviceMapper::metric,
                last -> Integer.toString(last.id()).getBytes(UTF_8));
    }

    private static List<DeviceKey> both(List<DeviceKey> one, List<DeviceKey> other) {
        return one.stream().filter(other::contains).toList();
    }
}
