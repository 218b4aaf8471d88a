package io.mededge.global.fault;

import io.mededge.model.fault.FaultCode;

/** What checking input gives: a value, or the fault and one sentence that says what is wrong with it. */
public sealed interface Checked<T> {
    record Valid<T>(T value) implements Checked<T> {}

    /** @param sentence for the person or program that sent the input; never repeats more of it than a parameter's name */
    record Refused<T>(FaultCode fault, String sentence) implements Checked<T> {}

    static <T> Checked<T> valid(T value) {
        return new Valid<>(value);
    }

    static <T> Checked<T> refused(FaultCode fault, String sentence) {
        return new Refused<>(fault, sentence);
    }
}
