/**
 * A small Modbus TCP server of our own: a library server always behaves, and a simulated machine must be able to misbehave on the wire.
 * Start reading at {@link io.mededge.infra.simulator.modbus.ModbusServer}; bytes go {@code Connection} → {@code Frame} → {@code Request} →
 * {@link io.mededge.infra.simulator.modbus.ModbusUnit} and back. Source of all limits: MODBUS Application Protocol V1.1b3 and MODBUS
 * Messaging on TCP/IP Implementation Guide V1.0b.
 */
@NullMarked
package io.mededge.infra.simulator.modbus;

import org.jspecify.annotations.NullMarked;
