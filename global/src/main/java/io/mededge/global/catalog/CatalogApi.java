package io.mededge.global.catalog;

import io.mededge.global.fault.Checked;
import io.mededge.global.fault.Faults;
import io.mededge.global.fault.Problem;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.CatalogEntry;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /api/catalog}: the device list with filters and paging, and one device. */
@Path("/api/catalog/devices")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
class CatalogApi {
    private final Catalog catalog;
    private final Faults faults;

    CatalogApi(Catalog catalog, Faults faults) {
        this.catalog = catalog;
        this.faults = faults;
    }

    /** @param nextPageToken null on the last page */
    record Listing(List<Item> items, @Nullable String nextPageToken) {}

    record Item(
            String region,
            String facility,
            String device,
            String model,
            String serial,
            String firmware,
            String profile,
            int profileVersion,
            CatalogEntry.Health health,
            LocalDate day) {
        static Item of(CatalogEntry entry) {
            return new Item(
                    entry.place().region().value(),
                    entry.place().facility().value(),
                    entry.device().value(),
                    entry.model().value(),
                    entry.serial().value(),
                    entry.firmware().value(),
                    entry.profile().value(),
                    entry.profileVersion(),
                    entry.health(),
                    entry.day());
        }
    }

    @GET
    public CompletionStage<Response> list(@Context UriInfo uri) {
        var parsed = DeviceQuery.parse(uri.getQueryParameters());
        if (parsed instanceof Checked.Valid<DeviceQuery> query) {
            return catalog.list(query.value()).thenApply(this::answer);
        }
        return CompletableFuture.completedStage(refuse((Checked.Refused<?>) parsed));
    }

    @GET
    @Path("{region}/{facility}/{device}")
    public CompletionStage<Response> find(String region, String facility, String device) {
        Place place;
        DeviceId id;
        try {
            place = Place.of(region, facility);
            id = new DeviceId(device);
        } catch (IllegalArgumentException malformed) {
            var refused = new Checked.Refused<>(FaultCode.CATALOG_BAD_QUERY, malformed.getMessage() + ".");
            return CompletableFuture.completedStage(refuse(refused));
        }
        return catalog.find(place, id)
                .thenApply(
                        found -> found.map(entry -> Response.ok(Item.of(entry)).build())
                                .orElseGet(() -> Problem.notFound("There is no such device in this facility.")));
    }

    private Response answer(Checked<DevicePage> checked) {
        if (checked instanceof Checked.Valid<DevicePage> page) {
            var items = page.value().devices().stream().map(Item::of).toList();
            return Response.ok(new Listing(items, page.value().nextPageToken())).build();
        }
        return refuse((Checked.Refused<?>) checked);
    }

    private Response refuse(Checked.Refused<?> refused) {
        faults.count(refused.fault());
        return Problem.badRequest(refused);
    }
}
