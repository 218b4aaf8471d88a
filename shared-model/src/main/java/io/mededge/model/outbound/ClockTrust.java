package io.mededge.model.outbound;

/** How far the times of a gateway may be believed. The order is the wire number: only append. */
public enum ClockTrust {
    /** Nothing on this host says whether its clock is synchronised. */
    UNKNOWN,
    /** A time service keeps it. */
    SYNCHRONISED,
    /** There is a time service, and it has not reached a source of time, or not for long. */
    UNSYNCHRONISED,
    /** It was set a short while ago: times before and after do not lie on one scale. */
    STEPPED
}
