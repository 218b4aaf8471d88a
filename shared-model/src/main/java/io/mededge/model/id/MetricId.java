package io.mededge.model.id;

/** What a value measures or sets, as its device profile names it, for example {@code blood-flow}. */
public record MetricId(String value) {
    /** @throws IllegalArgumentException if it is not 1 to 48 letters, digits or hyphens */
    public MetricId {
        Token.check("a metric id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
