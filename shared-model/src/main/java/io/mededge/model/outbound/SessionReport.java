package io.mededge.model.outbound;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a treatment session stands: a record of the gateway's own events stream, written with every change. No free text and nobody of the staff. The
 * highest version counts, whatever the order of arrival.
 *
 * @param version from 1, grows with each change at the facility; not each is reported
 * @param interrupted whether the treatment ended before it was to; false until it has ended
 * @param devices of the station, at most {@link #MAX_DEVICES}
 * @param plannedBegin of the treatment, microseconds are kept, as of all times here
 * @param plannedEnd of the treatment, without the cleaning
 * @param started null before
 * @param ended null before
 */
public record SessionReport(
        SessionId session,
        long version,
        SessionState state,
        boolean interrupted,
        Pseudonym patient,
        List<DeviceId> devices,
        Instant plannedBegin,
        Instant plannedEnd,
        @Nullable Instant started,
        @Nullable Instant ended)
        implements RegionBound {
    /** Bound of the devices of one station. */
    public static final int MAX_DEVICES = 32;

    /** @throws IllegalArgumentException if the version is not positive or there are too many devices */
    public SessionReport {
        devices = List.copyOf(devices);
        if (version < 1) {
            throw new IllegalArgumentException("the versions of a session start at 1");
        }
        if (devices.size() > MAX_DEVICES) {
            throw new IllegalArgumentException("a station has at most " + MAX_DEVICES + " devices");
        }
    }
}
