/** How the tiers prove to the broker, and it to them, who they are: {@link io.mededge.model.tls.MutualTls}. */
@NullMarked
package io.mededge.model.tls;

import org.jspecify.annotations.NullMarked;
