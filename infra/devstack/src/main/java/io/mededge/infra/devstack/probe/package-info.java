/**
 * Asks a service, in its own protocol and without its client library, whether it really works: an open port proves nothing. Start with
 * {@link io.mededge.infra.devstack.probe.Probe}; each protocol is one {@code *Question} that holds one short conversation over a {@code Wire}.
 */
@NullMarked
package io.mededge.infra.devstack.probe;

import org.jspecify.annotations.NullMarked;
