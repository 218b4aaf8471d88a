package io.mededge.edge.backup;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proof and secrecy under one key of 256 bits: HMAC-SHA-256 for what is ciphertext already, AES-256-GCM with a random nonce for the rest, each under a key
 * of its own derived from it. What a text belongs to is authenticated with it. Not thread-safe.
 */
final class BackupSeal {
    static final int PROOF_BYTES = 32;
    private static final int ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final Mac mac;
    private final byte[] sealing;
    private final String id;

    BackupSeal(byte[] key) {
        id = HexFormat.of()
                .formatHex(start(key).doFinal("mededge-backup id".getBytes(StandardCharsets.US_ASCII)), 0, ID_BYTES);
        sealing = start(key).doFinal("mededge-backup seal".getBytes(StandardCharsets.US_ASCII));
        mac = start(start(key).doFinal("mededge-backup proof".getBytes(StandardCharsets.US_ASCII)));
    }

    /** Tells keys apart in names; says nothing about the key. */
    String id() {
        return id;
    }

    private static Mac start(byte[] key) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", impossible);
        }
    }

    byte[] prove(String belongsTo, byte[] bytes) {
        mac.update(belongsTo.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0);
        return mac.doFinal(bytes);
    }

    boolean isProven(String belongsTo, byte[] bytes, byte[] proof) {
        return MessageDigest.isEqual(prove(belongsTo, bytes), proof);
    }

    byte[] seal(String belongsTo, byte[] plain) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, belongsTo, nonce);
            var sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plain.length));
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Empty if anything at all was changed, or the key is another. */
    Optional<byte[]> open(String belongsTo, byte[] sealed) {
        if (sealed.length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            return Optional.empty();
        }
        try {
            var cipher = cipher(Cipher.DECRYPT_MODE, belongsTo, Arrays.copyOf(sealed, NONCE_BYTES));
            return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (AEADBadTagException changed) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Cipher cipher(int mode, String belongsTo, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(sealing, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(belongsTo.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
