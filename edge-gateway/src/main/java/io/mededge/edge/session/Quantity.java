package io.mededge.edge.session;

import io.mededge.model.outbound.UnitCode;
import java.math.BigDecimal;

/** A number with its unit. @param unit UCUM */
public record Quantity(BigDecimal value, UnitCode unit) {
    private static final int MAX_DIGITS = 12;

    /** @throws IllegalArgumentException if the number has more than 12 digits, or more than 12 after the point */
    public Quantity {
        if (value.precision() > MAX_DIGITS || Math.abs(value.scale()) > MAX_DIGITS) {
            throw new IllegalArgumentException("a quantity has at most " + MAX_DIGITS + " digits");
        }
    }

    /** Reads {@code 3.5 mL/min}. @throws IllegalArgumentException if it is not of that form */
    static Quantity parse(String text) {
        var parts = text.split(" ", 2);
        if (parts.length != 2 || !parts[0].matches("-?[0-9]{1,12}(\\.[0-9]{1,12})?")) {
            throw new IllegalArgumentException("a quantity has the form 3.5 mL/min");
        }
        return new Quantity(new BigDecimal(parts[0]), new UnitCode(parts[1]));
    }

    @Override
    public String toString() {
        return value.toPlainString() + " " + unit;
    }
}
