/**
 * The statement "complete" or "n missing", computed the same way on both sides: {@link io.mededge.model.completeness.RecordChain} makes one fingerprint of
 * the records of a range, at the gateway from what it commits and in the region from its rows; {@link io.mededge.model.completeness.CertificateSeal}
 * signs what the gateway states.
 */
@NullMarked
package io.mededge.model.completeness;

import org.jspecify.annotations.NullMarked;
