package io.mededge.model.session;

/** Where a treatment session stands. The order is the wire number: only append. */
public enum SessionState {
    /** Planned at a station and a time. */
    SCHEDULED,
    /** The patient is in the facility. */
    ARRIVED,
    /** Station and prescription are prepared; no blood is in the circuit yet. */
    READY,
    /** Blood is in the circuit and the treatment runs. */
    IN_PROGRESS,
    /** Blood is in the circuit and the treatment stands still. */
    PAUSED,
    /** It ended as prescribed. */
    COMPLETED,
    /** It ended before. */
    INTERRUPTED,
    /** The patient has left the station, which is being cleaned. */
    CLEANING,
    /** Nothing more is to be done; the station is free. */
    CLOSED,
    /** It never began. */
    CANCELLED;

    /** Whether blood is in the circuit. */
    public boolean isUnderTreatment() {
        return this == IN_PROGRESS || this == PAUSED;
    }

    /** Whether the treatment has been and is no more: from then on it can be signed. */
    public boolean isTreated() {
        return this == COMPLETED || this == INTERRUPTED || this == CLEANING || this == CLOSED;
    }

    /** Whether the treatment is over and nobody has begun to clean the station. */
    public boolean isToBeCleaned() {
        return this == COMPLETED || this == INTERRUPTED;
    }

    /** Whether nobody else can be treated at the station, whatever was planned. */
    public boolean holdsStation() {
        return isUnderTreatment() || isTreated() && this != CLOSED;
    }

    /** Whether nothing leads on from here; what was planned no longer counts. */
    public boolean isOver() {
        return this == CLOSED || this == CANCELLED;
    }
}
