/** What the facility board shows of each device. Start with {@link io.mededge.edge.monitor.Board}. */
@NullMarked
package io.mededge.edge.monitor;

import org.jspecify.annotations.NullMarked;
