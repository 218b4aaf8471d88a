package io.mededge.model.outbound;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway knows of its own clock from this entry's time on: a record of the gateway's own events stream, written at each start, with each change of
 * trust and whenever the clock was set. So the region knows the trust in any record's time, however late that record comes.
 *
 * @param before what the clock would have said at this moment, had it not been set; null when it was not. The entry's own time is what it says since
 */
public record ClockReport(ClockTrust trust, @Nullable Instant before) implements RegionBound {}
