/**
 * A hemodialysis machine, its patient and its patient monitor as a model in fixed steps of simulated time: a pure function of seed, time
 * and the inputs (settings written, requests, scenarios), so that any run can be replayed. Start reading at
 * {@link io.mededge.infra.simulator.machine.Station}, then {@code Treatment}, which moves the parts in order. Ranges, units and signs are
 * those of clinical practice as far as a gateway can see them; nothing here is fit to teach or test a therapy.
 */
@NullMarked
package io.mededge.infra.simulator.machine;

import org.jspecify.annotations.NullMarked;
