package io.mededge.edge.broker;

import java.time.Instant;

/**
 * How the connection to the facility's own broker stands.
 *
 * @param configured whether there is such a broker at all
 * @param since since when it is connected, or is not
 */
public record IntakeState(boolean configured, boolean connected, Instant since) {}
