package io.mededge.model.session;

/** The three parts of a session as staff speak of them. They follow from its state, so that no phase counts as done that never began. */
public enum SessionPhase {
    SETUP,
    TREATMENT,
    CLEANUP;

    /** How far a phase is. */
    public enum Progress {
        PENDING,
        UNDER_WAY,
        DONE,
        /** The session was cancelled. */
        SKIPPED
    }

    public Progress progress(SessionState state) {
        return switch (state) {
            case CANCELLED -> Progress.SKIPPED;
            case SCHEDULED -> Progress.PENDING;
            case ARRIVED, READY -> reached(SETUP);
            case IN_PROGRESS, PAUSED -> reached(TREATMENT);
            case COMPLETED, INTERRUPTED -> this == CLEANUP ? Progress.PENDING : Progress.DONE;
            case CLEANING -> reached(CLEANUP);
            case CLOSED -> Progress.DONE;
        };
    }

    private Progress reached(SessionPhase present) {
        if (this == present) {
            return Progress.UNDER_WAY;
        }
        return compareTo(present) < 0 ? Progress.DONE : Progress.PENDING;
    }
}
