/**
 * What leaves the region. {@link io.mededge.regional.deid.Deidentifier} decides, on values alone; {@link io.mededge.regional.deid.GlobalUplink} sends
 * only what it let through.
 */
@NullMarked
package io.mededge.regional.deid;

import org.jspecify.annotations.NullMarked;
