package io.mededge.edge.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES-256-GCM over a block: nonce, ciphertext, tag. Authenticated with it are the epoch and what the block holds (each stream with its first sequence and
 * count), so that no block can take the place of another, be it of the same stream. Not thread-safe.
 */
final class BlockSeal {
    private static final byte[] PURPOSE = "mededge-journal-block-2".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final BlockKeys keys;
    private final SecureRandom random = new SecureRandom();
    private final Cipher cipher;

    /** @param contents see {@link Contents#encode} */
    record Sealed(int key, byte[] contents, byte[] bytes) {}

    BlockSeal(BlockKeys keys) {
        this.keys = keys;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this Java has no AES-GCM", absent);
        }
    }

    /** @throws IOException if the use of a key could not be noted */
    Sealed seal(long epoch, Contents contents, byte[] plain) throws IOException {
        var key = keys.next();
        var encoded = contents.encode();
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key.key(), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(associated(epoch, key.number(), encoded));
            var sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plain.length));
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
            return new Sealed(key.number(), encoded, sealed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Empty if the key is not known, or anything at all was changed. */
    Optional<byte[]> open(long epoch, Sealed sealed) {
        var key = keys.key(sealed.key());
        if (key.isEmpty() || sealed.bytes().length < NONCE_BYTES + TAG_BITS / Byte.SIZE) {
            return Optional.empty();
        }
        try {
            cipher.init(Cipher.DECRYPT_MODE, key.get(), new GCMParameterSpec(TAG_BITS, sealed.bytes(), 0, NONCE_BYTES));
            cipher.updateAAD(associated(epoch, sealed.key(), sealed.contents()));
            return Optional.of(cipher.doFinal(sealed.bytes(), NONCE_BYTES, sealed.bytes().length - NONCE_BYTES));
        } catch (AEADBadTagException changed) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] associated(long epoch, int key, byte[] contents) {
        var out = new PlainWriter();
        out.put(PURPOSE);
        out.putLong(epoch);
        out.putLong(key);
        out.put(contents);
        return out.toBytes();
    }
}
