package io.mededge.global.catalog;

import io.mededge.model.outbound.CatalogEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the device list, facility by facility, within a facility in order of device.
 *
 * @param nextPageToken asks for the page after this one with the same filter; null on the last page
 */
public record DevicePage(
        List<CatalogEntry> devices, @Nullable String nextPageToken) {}
