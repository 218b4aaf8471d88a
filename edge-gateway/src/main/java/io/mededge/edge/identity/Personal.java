package io.mededge.edge.identity;

/**
 * Something that tells who a patient is. It prints as nothing, no serializer can see into it (no accessor, not a record, not {@code Serializable}), and
 * it compares only with itself, so that it cannot be guessed by trying; its value is given only for a purpose.
 */
public final class Personal<T> {
    private final T value;

    private Personal(T value) {
        this.value = value;
    }

    public static <T> Personal<T> of(T value) {
        return new Personal<>(value);
    }

    /** The value. Whoever asks is on the list of a test. */
    public T reveal(Purpose purpose) {
        java.util.Objects.requireNonNull(purpose, "purpose");
        return value;
    }

    @Override
    public String toString() {
        return "[personal]";
    }
}
