package io.mededge.edge.patient;

import io.mededge.edge.identity.KeyFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with a random nonce before the ciphertext. What it belongs to (a patient's id and the kind of content) is authenticated with it, so that a
 * record cannot be moved to another patient.
 */
final class RecordCipher {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RecordCipher() {}

    static byte[] newKey() {
        var key = new byte[KeyFile.BYTES];
        RANDOM.nextBytes(key);
        return key;
    }

    static byte[] seal(byte[] key, String belongsTo, byte[] plain) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        var sealed = run(Cipher.ENCRYPT_MODE, key, belongsTo, nonce, plain);
        return ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /** @throws IllegalStateException if it was changed, belongs to something else, or the key is another */
    static byte[] open(byte[] key, String belongsTo, byte[] sealed) {
        return run(
                Cipher.DECRYPT_MODE,
                key,
                belongsTo,
                Arrays.copyOf(sealed, NONCE_BYTES),
                Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
    }

    private static byte[] run(int mode, byte[] key, String belongsTo, byte[] nonce, byte[] input) {
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(belongsTo.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException damaged) {
            throw new IllegalStateException(
                    "a patient's record cannot be opened: wrong key, or it was changed", damaged);
        }
    }
}
