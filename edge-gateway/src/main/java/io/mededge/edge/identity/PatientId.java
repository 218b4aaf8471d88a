package io.mededge.edge.identity;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The facility's own handle of a patient: 128 random bits as 32 hexadecimal digits. It says nothing about the person and never leaves the facility. */
public record PatientId(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException if it is not of that form; the message does not repeat it */
    public PatientId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a patient's id has 32 hexadecimal digits");
        }
    }

    public static PatientId random() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return new PatientId(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
