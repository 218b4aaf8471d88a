package io.mededge.model.outbound;

/** A serial number as the facility scopes it: up to 32 letters, digits and hyphens. */
public record SerialNumber(String value) {
    /** @throws IllegalArgumentException if it is not of that form */
    public SerialNumber {
        if (!value.matches("[A-Za-z0-9][A-Za-z0-9-]{0,31}")) {
            throw new IllegalArgumentException("a serial number has 1 to 32 letters, digits and hyphens");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
