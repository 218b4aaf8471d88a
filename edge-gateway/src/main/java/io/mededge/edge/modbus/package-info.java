/**
 * Polls machines over Modbus TCP on a fixed schedule and records what they say, or that they say nothing.
 *
 * <p>Start with {@link io.mededge.edge.modbus.ModbusPoller}; {@code AddressPoller} is the loop of one connection, {@code MachineConnection} the only class
 * that touches j2mod, {@code DeviceRecorder} turns poll outcomes into journal records.
 */
@NullMarked
package io.mededge.edge.modbus;

import org.jspecify.annotations.NullMarked;
