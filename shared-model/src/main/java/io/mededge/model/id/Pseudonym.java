package io.mededge.model.id;

import java.util.regex.Pattern;

/**
 * A patient as the region knows one: HMAC-SHA-256 under a key that only the tenant's facilities hold, 64 lower-case hexadecimal digits, or random
 * digits of the same form where no identifier is known yet. It says nothing about the patient to anyone without the key.
 */
public record Pseudonym(String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if it is not 64 lower-case hexadecimal digits; the message never repeats the value */
    public Pseudonym {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("a pseudonym must be 64 lower-case hexadecimal digits");
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
