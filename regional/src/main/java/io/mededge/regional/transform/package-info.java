/**
 * From stored rows to FHIR R4 resources: pure functions without a database and without a clock. Start reading with {@link
 * io.mededge.regional.transform.ObservationMapper}; which codes a metric may carry is decided in {@code MetricCodes}, where a sample lies in a window
 * in {@code SampleGrid}. HAPI's resource types are used as the data model of FHIR, nothing else of HAPI.
 */
@NullMarked
package io.mededge.regional.transform;

import org.jspecify.annotations.NullMarked;
