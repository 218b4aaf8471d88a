package io.mededge.edge.identity;

import java.util.regex.Pattern;

/** Who of the staff did something: the account's name, 1 to 32 lower-case letters, digits, dots and hyphens. It is never given to a second person. */
public record StaffId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9.-]{0,30}[a-z0-9])?");

    /** @throws IllegalArgumentException if it is not of that form */
    public StaffId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "an account has 1 to 32 lower-case letters, digits, dots and hyphens, not " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
