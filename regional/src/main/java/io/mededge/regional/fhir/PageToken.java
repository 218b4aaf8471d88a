package io.mededge.regional.fhir;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What a {@code next} link carries: a position, and a digest over it and the query it belongs to, so that a damaged token, or one of another query, is
 * refused. It holds no secret and grants nothing, hence a digest and no signature; the server keeps no state of a search.
 */
final class PageToken {
    /** Keeps a next link below the 4,096 characters that HTTP servers commonly take. */
    static final int MAX_BYTES = 2_400;

    private static final int DIGEST_BYTES = 8;

    private PageToken() {}

    static String issue(String query, byte[] position) {
        var bytes = Arrays.copyOf(position, position.length + DIGEST_BYTES);
        System.arraycopy(digest(query, position), 0, bytes, position.length, DIGEST_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The position; empty if the token was not issued for this query. */
    static Optional<byte[]> open(String query, String token) {
        if (token.length() > MAX_BYTES * 2) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
        if (bytes.length < DIGEST_BYTES) {
            return Optional.empty();
        }
        var position = Arrays.copyOf(bytes, bytes.length - DIGEST_BYTES);
        var digest = Arrays.copyOfRange(bytes, position.length, bytes.length);
        return Arrays.equals(digest, digest(query, position)) ? Optional.of(position) : Optional.empty();
    }

    private static byte[] digest(String query, byte[] position) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(query.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            return Arrays.copyOf(sha256.digest(position), DIGEST_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
