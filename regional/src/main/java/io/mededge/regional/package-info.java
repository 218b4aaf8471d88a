/**
 * The regional tier: takes what gateways send, stores each reading once, serves it as FHIR and tells the world only what names nobody. Start reading
 * with {@link io.mededge.regional.Regional}, which wires every feature; {@link io.mededge.regional.RegionalConfig} is all that can be configured.
 */
@NullMarked
package io.mededge.regional;

import org.jspecify.annotations.NullMarked;
