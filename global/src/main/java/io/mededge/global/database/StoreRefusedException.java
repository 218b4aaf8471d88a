package io.mededge.global.database;

/** The database answered that this request cannot be served: sending it again will not help. */
public final class StoreRefusedException extends RuntimeException {
    public StoreRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
