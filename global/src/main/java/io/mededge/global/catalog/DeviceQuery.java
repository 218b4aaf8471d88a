package io.mededge.global.catalog;

import io.mededge.global.fault.Checked;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.CatalogEntry;
import io.mededge.model.outbound.ModelName;
import io.mededge.model.outbound.VersionNumber;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of the device list.
 *
 * @param pageSize 1 to {@value #MAX_PAGE_SIZE}
 * @param pageToken where the page before ended, as that answer gave it; null for the first page
 */
public record DeviceQuery(
        DeviceFilter filter, int pageSize, @Nullable String pageToken) {
    public static final int DEFAULT_PAGE_SIZE = 50;
    public static final int MAX_PAGE_SIZE = 500;

    /** The first page of the whole fleet. */
    public static final DeviceQuery EVERYTHING = new DeviceQuery(DeviceFilter.EVERYTHING, DEFAULT_PAGE_SIZE, null);

    private static final Set<String> NAMES =
            Set.of("region", "facility", "model", "health", "firmware", "pageSize", "pageToken");

    /** Reads the parameters of a request; one that is empty counts as not given, as forms send it. */
    public static Checked<DeviceQuery> parse(Map<String, List<String>> parameters) {
        for (var parameter : parameters.entrySet()) {
            if (!NAMES.contains(parameter.getKey())) {
                return refused(
                        "A parameter is not known; these are: region, facility, model, health, firmware, pageSize,"
                                + " pageToken.");
            }
            if (parameter.getValue().size() > 1) {
                return refused("The parameter " + parameter.getKey() + " may be given once only.");
            }
        }
        try {
            var filter = new DeviceFilter(
                    value(parameters, "region", RegionId::new),
                    value(parameters, "facility", FacilityId::new),
                    value(parameters, "model", ModelName::new),
                    value(parameters, "health", DeviceQuery::health),
                    value(parameters, "firmware", VersionNumber::new));
            var pageSize = value(parameters, "pageSize", DeviceQuery::pageSize);
            return Checked.valid(new DeviceQuery(
                    filter,
                    pageSize == null ? DEFAULT_PAGE_SIZE : pageSize,
                    value(parameters, "pageToken", Function.identity())));
        } catch (IllegalArgumentException malformed) {
            return refused(String.valueOf(malformed.getMessage()));
        }
    }

    private static <T> @Nullable T value(
            Map<String, List<String>> parameters, String name, Function<String, T> reader) {
        var values = parameters.getOrDefault(name, List.of());
        if (values.isEmpty() || values.get(0).isEmpty()) {
            return null;
        }
        try {
            return reader.apply(values.get(0));
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException(
                    "The parameter " + name + " is malformed: " + malformed.getMessage() + ".");
        }
    }

    private static CatalogEntry.Health health(String value) {
        for (var health : CatalogEntry.Health.values()) {
            if (health.name().equals(value.toUpperCase(Locale.ROOT))) {
                return health;
            }
        }
        throw new IllegalArgumentException("health is UNKNOWN, REPORTING or SILENT");
    }

    private static int pageSize(String value) {
        var expected = "it is a whole number from 1 to " + MAX_PAGE_SIZE;
        if (!value.matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException(expected);
        }
        var size = Integer.parseInt(value);
        if (size < 1 || size > MAX_PAGE_SIZE) {
            throw new IllegalArgumentException(expected);
        }
        return size;
    }

    private static Checked<DeviceQuery> refused(String sentence) {
        return Checked.refused(FaultCode.CATALOG_BAD_QUERY, sentence);
    }
}
