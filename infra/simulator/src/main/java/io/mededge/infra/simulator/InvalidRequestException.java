package io.mededge.infra.simulator;

/** A request to the control API that cannot be fulfilled; the message is one sentence for the caller. */
final class InvalidRequestException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /** @param status HTTP status, 4xx */
    InvalidRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
