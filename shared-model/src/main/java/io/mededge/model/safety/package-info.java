/**
 * The link between the hazard list (docs/safety/hazards.yaml) and the tests that prove its controls: {@link io.mededge.model.safety.Hazard}.
 */
@NullMarked
package io.mededge.model.safety;

import org.jspecify.annotations.NullMarked;
