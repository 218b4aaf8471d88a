package io.mededge.model.outbound;

/** A UCUM unit, case-sensitive: up to 24 characters without a space. */
public record UnitCode(String value) {
    /** @throws IllegalArgumentException if it is not of that form */
    public UnitCode {
        if (!value.matches("[!-~]{1,24}")) {
            throw new IllegalArgumentException("a unit has 1 to 24 visible ASCII characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
