package io.mededge.regional.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IResourceProvider;
import io.mededge.regional.fhir.SeriesStore.DeviceFilter;
import io.mededge.regional.transform.CodeSystems;
import io.mededge.regional.transform.DeviceKey;
import io.mededge.regional.transform.DeviceMapper;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.IdType;

/** {@code /fhir/Device}. Public, with its methods, because HAPI calls them by reflection. */
public final class DeviceProvider implements IResourceProvider {
    static final List<SearchParameter> PARAMETERS = List.of(
            new SearchParameter(SearchParameter.ID, SearchParamType.TOKEN, "the logical id"),
            new SearchParameter(
                    "identifier",
                    SearchParamType.TOKEN,
                    "{facility}/{device} in urn:mededge:device, or a serial number"));

    private static final String TYPE = "Device";
    private final SeriesStore series;

    DeviceProvider(SeriesStore series) {
        this.series = series;
    }

    @Override
    public Class<Device> getResourceType() {
        return Device.class;
    }

    @Read
    public Device read(@IdParam IdType id) {
        var filter =
                new DeviceFilter(Optional.of(series.keys(List.of(id.getIdPart()))), Optional.empty(), Optional.empty());
        return series.devices(filter, 1).stream()
                .findFirst()
                .map(DeviceMapper::device)
                .orElseThrow(() -> Refusals.notFound(TYPE));
    }

    @Search(allowUnknownParams = true)
    public Bundle search(RequestDetails details) {
        var request = SearchRequest.of(details, TYPE, PARAMETERS);
        var ids = request.alternatives(SearchParameter.ID);
        var identifiers = request.alternatives("identifier").stream()
                .map(text -> CodeToken.parse("identifier", text))
                .toList();
        var filter = new DeviceFilter(
                ids.isEmpty() ? Optional.empty() : Optional.of(series.keys(ids)),
                identifiers.isEmpty() ? Optional.empty() : Optional.of(names(identifiers)),
                request.position().map(DeviceProvider::after));
        return SearchBundle.of(
                request,
                details.getFhirServerBase(),
                series.devices(filter, request.count() + 1),
                DeviceMapper::device,
                last -> last.key().toString().getBytes(UTF_8));
    }

    private static SeriesStore.DeviceNames names(List<CodeToken> identifiers) {
        return new SeriesStore.DeviceNames(
                identifiers.stream()
                        .filter(token -> token.system() == null || CodeSystems.DEVICE.equals(token.system()))
                        .map(CodeToken::code)
                        .toList(),
                identifiers.stream()
                        .filter(token -> token.system() == null)
                        .map(CodeToken::code)
                        .toList());
    }

    private static DeviceKey after(byte[] position) {
        var parts = new String(position, UTF_8).split("/", 2);
        return DeviceKey.of(parts[0], parts[1]);
    }
}
