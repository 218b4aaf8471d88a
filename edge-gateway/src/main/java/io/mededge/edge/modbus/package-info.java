/**
 * Polls machines over Modbus TCP, TLS, serial lines and their converters on a fixed schedule, and records what they say, or that they say nothing.
 *
 * <p>Start with {@link io.mededge.edge.modbus.ModbusPoller}. {@code PollLoop} is the one thread, {@code AddressPoller} the turn-taking of one address, {@code
 * DevicePoll} the chain of requests of one poll, {@code MachineConnection} one outstanding request over a {@code Wire} in a {@code Framing}; {@code
 * DeviceRecorder} turns poll outcomes into journal records. {@link io.mededge.edge.modbus.MachineWriter} stands apart: nobody calls it yet.
 */
@NullMarked
package io.mededge.edge.modbus;

import org.jspecify.annotations.NullMarked;
