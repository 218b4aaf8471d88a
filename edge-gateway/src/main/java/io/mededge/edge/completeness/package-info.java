/**
 * What this gateway states about its own records: which sequences exist, what they contain and which are gaps. Start with {@link
 * io.mededge.edge.completeness.CompletenessLedger}.
 */
@NullMarked
package io.mededge.edge.completeness;

import org.jspecify.annotations.NullMarked;
