package io.mededge.edge.uplink;

import java.time.Duration;
import java.time.Instant;

/**
 * How the delivery to the region stands.
 *
 * @param configured whether there is a broker to deliver to at all
 * @param since since when it is connected, or is not
 * @param unacknowledged entries in the journal that the region has not acknowledged
 * @param oldestUnacknowledged age of the oldest of them; zero when there are none
 */
public record UplinkState(
        boolean configured, boolean connected, Instant since, long unacknowledged, Duration oldestUnacknowledged) {}
