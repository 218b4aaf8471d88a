package io.mededge.global.database;

/** The database did not answer, or not in time: the same request may work later. */
public final class StoreUnavailableException extends RuntimeException {
    StoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For a store that is not connected yet. */
    public StoreUnavailableException(String message) {
        super(message);
    }

    /** Whether this is why something failed: stages wrap their failures. */
    public static boolean isCauseOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreUnavailableException) {
                return true;
            }
        }
        return false;
    }
}
