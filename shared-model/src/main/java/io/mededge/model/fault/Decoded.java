package io.mededge.model.fault;

/** What reading bytes from outside gives: a value, or one sentence that says why not (without repeating the bytes). */
public sealed interface Decoded<T> {
    record Value<T>(T value) implements Decoded<T> {}

    record Malformed<T>(String reason) implements Decoded<T> {}
}
