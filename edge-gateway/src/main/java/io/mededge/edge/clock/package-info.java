/**
 * How far this gateway's own clock may be believed: {@link io.mededge.edge.clock.ClockWatch} notices when it is set, asks the host whether it is synchronised,
 * and has each change recorded.
 */
@NullMarked
package io.mededge.edge.clock;

import org.jspecify.annotations.NullMarked;
