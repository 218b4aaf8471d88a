package io.mededge.model.outbound;

/** Up to five numbers, joined by dots; {@code 0} when unknown. */
public record VersionNumber(String value) {
    /** @throws IllegalArgumentException if it is not of that form */
    public VersionNumber {
        if (!value.matches("[0-9]{1,6}(\\.[0-9]{1,6}){0,4}")) {
            throw new IllegalArgumentException("a version has one to five numbers joined by dots");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
