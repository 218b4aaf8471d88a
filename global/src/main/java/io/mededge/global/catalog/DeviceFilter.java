package io.mededge.global.catalog;

import io.mededge.model.id.FacilityId;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.CatalogEntry;
import io.mededge.model.outbound.ModelName;
import io.mededge.model.outbound.VersionNumber;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which devices: every part that is given must hold. */
public record DeviceFilter(
        @Nullable RegionId region,
        @Nullable FacilityId facility,
        @Nullable ModelName model,
        CatalogEntry.@Nullable Health health,
        @Nullable VersionNumber firmware) {
    public static final DeviceFilter EVERYTHING = new DeviceFilter(null, null, null, null, null);

    /** The parts that are given, by name, always in the same order: column of the table, parameter of the request. */
    public Map<String, String> parts() {
        var parts = new LinkedHashMap<String, String>();
        put(parts, "region", region);
        put(parts, "facility", facility);
        put(parts, "model", model);
        put(parts, "health", health);
        put(parts, "firmware", firmware);
        return parts;
    }

    /** Equal for equal filters and different for different ones: no value can hold the separators. */
    String fingerprint() {
        return parts().toString();
    }

    private static void put(Map<String, String> parts, String name, @Nullable Object value) {
        if (value != null) {
            parts.put(name, value.toString());
        }
    }
}
