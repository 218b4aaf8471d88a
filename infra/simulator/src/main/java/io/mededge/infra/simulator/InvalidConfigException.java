package io.mededge.infra.simulator;

/** The configuration cannot be used; the message is one sentence for the person who wrote it. */
final class InvalidConfigException extends Exception {
    private static final long serialVersionUID = 1;

    InvalidConfigException(String message) {
        super(message);
    }
}
