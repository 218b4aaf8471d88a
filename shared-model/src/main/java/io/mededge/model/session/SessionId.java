package io.mededge.model.session;

import java.util.regex.Pattern;

/** A treatment session: 128 random bits as 32 hexadecimal digits. It says nothing about the patient. */
public record SessionId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /** @throws IllegalArgumentException if it is not of that form; the message does not repeat it */
    public SessionId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a session's id has 32 hexadecimal digits");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
