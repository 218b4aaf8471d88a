/**
 * Who may ask the gateway for what. There is no sign-in yet, so every listener is on the loopback interface; {@link
 * io.mededge.edge.access.SameOriginFilter} keeps pages of other sites out all the same.
 */
@NullMarked
package io.mededge.edge.access;

import org.jspecify.annotations.NullMarked;
