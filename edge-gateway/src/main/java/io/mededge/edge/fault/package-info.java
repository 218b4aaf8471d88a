/**
 * What every feature needs when things go wrong: {@link io.mededge.edge.fault.Faults} counts by {@link io.mededge.model.fault.FaultCode} and logs without
 * flooding, {@link io.mededge.edge.fault.Backoff} paces retries.
 */
@NullMarked
package io.mededge.edge.fault;

import org.jspecify.annotations.NullMarked;
