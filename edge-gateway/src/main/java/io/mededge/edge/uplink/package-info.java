/**
 * Delivers the journal to the region over MQTT 5: alarms first, live telemetry next, backlog last; an entry is freed when the region says that Kafka
 * has it.
 *
 * <p>Start with {@link io.mededge.edge.uplink.Uplink}; what is sent next is decided by {@code SendPlan}, and what is still owed by {@code DeliveryLedger}, which know
 * no clock, no disk and no network.
 */
@NullMarked
package io.mededge.edge.uplink;

import org.jspecify.annotations.NullMarked;
