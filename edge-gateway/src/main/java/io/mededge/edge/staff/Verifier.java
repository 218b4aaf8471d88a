package io.mededge.edge.staff;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a PIN or password: PBKDF2-HMAC-SHA512 (RFC 8018) under a salt of its own, with its parameters beside it:
 * {@code pbkdf2-sha512$ITERATIONS$SALT$HASH}, salt and hash in Base64. Prints as nothing.
 */
final class Verifier {
    /** OWASP's least for PBKDF2-HMAC-SHA512 (password storage cheat sheet, 2023); docs/reference/staff.md says how long that takes. */
    static final int ITERATIONS = 210_000;

    /** Bound of what a foreign list may ask of this gateway's processor. */
    static final int MAX_ITERATIONS = 1_000_000;

    private static final String NAME = "pbkdf2-sha512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern FORM =
            Pattern.compile(NAME + "\\$([1-9][0-9]{0,6})\\$([A-Za-z0-9+/]{22}==)\\$([A-Za-z0-9+/]{43}=)");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private Verifier(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    static Verifier make(String secret, int iterations) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return new Verifier(iterations, salt, derive(secret, salt, iterations));
    }

    /** One that nothing matches: for accounts that are not there, so that they take the same work. */
    static Verifier ofNobody(int iterations) {
        return new Verifier(iterations, new byte[SALT_BYTES], new byte[HASH_BYTES]);
    }

    /** @throws IllegalArgumentException if it is not of that form or asks for too much work; the message does not repeat it */
    static Verifier parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches() || Integer.parseInt(form.group(1)) > MAX_ITERATIONS) {
            throw new IllegalArgumentException("a verifier has the form " + NAME + "$ITERATIONS$SALT$HASH with at most "
                    + MAX_ITERATIONS + " iterations, 16 bytes of salt and 32 of hash");
        }
        var base64 = Base64.getDecoder();
        return new Verifier(
                Integer.parseInt(form.group(1)), base64.decode(form.group(2)), base64.decode(form.group(3)));
    }

    int iterations() {
        return iterations;
    }

    /** Takes the same time for every secret. */
    boolean matches(String secret) {
        return MessageDigest.isEqual(hash, derive(secret, salt, iterations));
    }

    /** As it is kept. */
    String text() {
        var base64 = Base64.getEncoder();
        return NAME + "$" + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static byte[] derive(String secret, byte[] salt, int iterations) {
        var spec = new PBEKeySpec(secret.toCharArray(), salt, iterations, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException notInThisJava) {
            throw new IllegalStateException("PBKDF2 with SHA-512 is in every Java", notInThisJava);
        } finally {
            spec.clearPassword();
        }
    }

    @Override
    public String toString() {
        return "[verifier]";
    }
}
