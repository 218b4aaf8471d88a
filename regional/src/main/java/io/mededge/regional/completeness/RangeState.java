package io.mededge.regional.completeness;

/** How the rows compare with a certified range. The order is the number in the database: only append. */
enum RangeState {
    UNCHECKED,
    /** All records are here, with the content that the gateway certified. */
    COMPLETE,
    /** Some have not come yet. */
    MISSING,
    /** Some were stored once and are gone. */
    LOST,
    /** All are here, and not with that content. */
    DIFFERENT
}
