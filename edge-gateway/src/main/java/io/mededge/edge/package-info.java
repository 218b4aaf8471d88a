/**
 * The facility's gateway: polls machines, keeps every record in a journal and delivers it to the region.
 *
 * <p>Start with {@link io.mededge.edge.EdgeGateway}, which wires all features and is the only class that knows all of them.
 */
@NullMarked
package io.mededge.edge;

import org.jspecify.annotations.NullMarked;
