/**
 * Delivers the journal to the region over MQTT 5: alarms first, live telemetry next, backlog last; an entry is freed when the region says that Kafka
 * has it.
 *
 * <p>Start with {@link io.mededge.edge.uplink.Uplink}; what is to be sent when is decided in {@link io.mededge.edge.uplink.DeliveryLedger}, which knows
 * no clock, no disk and no network.
 */
@NullMarked
package io.mededge.edge.uplink;

import org.jspecify.annotations.NullMarked;
