package io.mededge.model.outbound;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import java.time.LocalDate;

/**
 * A device as the world knows it. A device's own history is a small cell too (one machine, one shift is one patient), so this is all: identity, model,
 * versions and health at daily grain, never the time of a session.
 *
 * @param serial pseudonymous or scoped by the facility
 * @param day UTC date on which this was so
 */
public record CatalogEntry(
        Place place,
        DeviceId device,
        ModelName model,
        SerialNumber serial,
        VersionNumber firmware,
        ModelName profile,
        int profileVersion,
        Health health,
        LocalDate day)
        implements GlobalBound {

    /** The order is the wire number: only append. */
    public enum Health {
        UNKNOWN,
        /** Values arrived on that day. */
        REPORTING,
        /** Known, but no value arrived. */
        SILENT
    }
}
