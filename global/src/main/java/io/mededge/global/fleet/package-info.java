/**
 * The fleet as a whole: how many devices there are and how they are, the hourly aggregates that the regions send, and the page that shows both. Start
 * reading at {@link io.mededge.global.fleet.FleetPage} for what people see and at {@link io.mededge.global.fleet.AggregateIntake} for how values arrive.
 */
@NullMarked
package io.mededge.global.fleet;

import org.jspecify.annotations.NullMarked;
