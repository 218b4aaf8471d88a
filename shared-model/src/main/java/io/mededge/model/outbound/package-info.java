/**
 * What may leave: {@link io.mededge.model.outbound.RegionBound} is everything that may leave a facility, {@link
 * io.mededge.model.outbound.GlobalBound} everything that may leave a region. Both are sealed, so a new kind of content is a reviewed change of this
 * package.
 */
@NullMarked
package io.mededge.model.outbound;

import org.jspecify.annotations.NullMarked;
