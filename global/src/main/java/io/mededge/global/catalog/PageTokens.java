package io.mededge.global.catalog;

import io.mededge.global.fault.Checked;
import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Page tokens: the database's paging state and an HMAC-SHA-256 over it and the filter it belongs to, base64url. A token that was made up, changed or taken
 * from another filter is refused before it reaches the database.
 */
final class PageTokens {
    /** A paging state holds the last row's key, at most some 300 bytes. */
    static final int MAX_LENGTH = 2_048;

    static final int KEY_BYTES = 32;
    private static final int MAC_BYTES = 32;
    private static final String MAC = "HmacSHA256";
    private static final String SENTENCE =
            "The page token was not issued for this query; start again without a page token.";

    private final SecretKeySpec key;

    PageTokens(byte[] key) {
        if (key.length < KEY_BYTES) {
            throw new IllegalArgumentException("the key of page tokens needs at least " + KEY_BYTES + " bytes");
        }
        this.key = new SecretKeySpec(key, MAC);
    }

    /** With the key of that file, else with a random one. */
    static PageTokens with(Optional<Path> keyFile) {
        if (keyFile.isEmpty()) {
            var random = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(random);
            return new PageTokens(random);
        }
        try {
            return new PageTokens(Files.readAllBytes(keyFile.get()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    String issue(DeviceFilter filter, ByteBuffer pagingState) {
        var state = new byte[pagingState.remaining()];
        pagingState.duplicate().get(state);
        var token = Arrays.copyOf(state, state.length + MAC_BYTES);
        System.arraycopy(seal(filter, state), 0, token, state.length, MAC_BYTES);
        return encode(token);
    }

    Checked<ByteBuffer> open(DeviceFilter filter, String token) {
        if (token.length() > MAX_LENGTH) {
            return refused();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            return refused();
        }
        // the last character of Base64 has bits that mean nothing: a token has one spelling only
        if (bytes.length <= MAC_BYTES || !encode(bytes).equals(token)) {
            return refused();
        }
        var state = Arrays.copyOf(bytes, bytes.length - MAC_BYTES);
        var seal = Arrays.copyOfRange(bytes, state.length, bytes.length);
        return MessageDigest.isEqual(seal, seal(filter, state)) ? Checked.valid(ByteBuffer.wrap(state)) : refused();
    }

    static <T> Checked<T> refused() {
        return Checked.refused(FaultCode.CATALOG_BAD_PAGE_TOKEN, SENTENCE);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] seal(DeviceFilter filter, byte[] state) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(key);
            var fingerprint = filter.fingerprint().getBytes(StandardCharsets.UTF_8);
            mac.update(ByteBuffer.allocate(Integer.BYTES)
                    .putInt(fingerprint.length)
                    .flip());
            mac.update(fingerprint);
            return mac.doFinal(state);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + MAC, impossible);
        }
    }
}
