/**
 * Who asks the gateway for something, as every feature's HTTP layer sees it: {@link io.mededge.edge.access.Caller}. Who that is, and what the person may ask for, is
 * decided by {@code edge.staff} before a request arrives there; {@link io.mededge.edge.access.SameOriginFilter} keeps pages of other sites out.
 */
@NullMarked
package io.mededge.edge.access;

import org.jspecify.annotations.NullMarked;
