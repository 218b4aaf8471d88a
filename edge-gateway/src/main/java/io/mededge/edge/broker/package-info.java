/**
 * What machines that speak MQTT themselves tell this gateway over the facility's own broker, and what screens at the bedside may see there. Start with {@link
 * io.mededge.edge.broker.FacilityIntake}; {@link io.mededge.edge.broker.MachineInbox} is where a message becomes durable exactly once.
 */
@NullMarked
package io.mededge.edge.broker;

import org.jspecify.annotations.NullMarked;
