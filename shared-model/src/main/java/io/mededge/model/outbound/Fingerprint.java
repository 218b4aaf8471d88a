package io.mededge.model.outbound;

import java.util.HexFormat;
import java.util.regex.Pattern;

/** A SHA-256 of records, 64 lower-case hexadecimal digits. */
public record Fingerprint(String hex) {
    public static final int BYTES = 32;

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if it is not 64 lower-case hexadecimal digits */
    public Fingerprint {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("a fingerprint must be 64 lower-case hexadecimal digits");
        }
    }

    /** @throws IllegalArgumentException if these are not {@link #BYTES} bytes */
    public static Fingerprint of(byte[] bytes) {
        return new Fingerprint(HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
