/**
 * Whether the region has what its gateways recorded: {@link io.mededge.regional.completeness.CompletenessCheck} compares signed certificates with the stored
 * rows, {@link io.mededge.regional.completeness.CompletenessReader} says for each device and hour "complete", "n missing" or "unknown".
 */
@NullMarked
package io.mededge.regional.completeness;

import org.jspecify.annotations.NullMarked;
