/**
 * The digital facility: dialysis stations that truly answer Modbus TCP, each with a machine, a patient and a patient monitor from one seed.
 * Start reading at {@link io.mededge.infra.simulator.Simulator} (the process), then {@link io.mededge.infra.simulator.Facility} (its
 * wiring); register maps are {@code HdRegisters}, {@code LegacyRegisters} and {@code MonitorRegisters}.
 */
@NullMarked
package io.mededge.infra.simulator;

import org.jspecify.annotations.NullMarked;
