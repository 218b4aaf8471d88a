/**
 * The whole system under test, on its real backends: the journey of one measurement, kills, bad input, outside peers, and the pages. Start with
 * {@code RunningStack}, which starts one stack for all of them, then {@code MeasurementJourneyIT}, which is docs/journey.md as code.
 */
@NullMarked
package io.mededge.infra.systemtest;

import org.jspecify.annotations.NullMarked;
