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
}
