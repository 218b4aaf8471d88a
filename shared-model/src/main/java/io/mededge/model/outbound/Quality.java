package io.mededge.model.outbound;

/** How far a value may be believed. The order is the wire number: only append. */
public enum Quality {
    GOOD,
    /** The machine gave a value outside the plausible range of its profile. */
    OUT_OF_RANGE,
    /** The machine marks its own sensor as failed; the number is what the register held. */
    INVALID,
    /** The source has no known sign convention (an unsigned pressure). */
    SIGN_UNKNOWN
}
