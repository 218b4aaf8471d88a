package io.mededge.edge.session;

import io.mededge.edge.identity.KeyFile;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The gateway's key for records that people sign: ECDSA over P-256 (FIPS 186-5), in a file of mode 600, its public half beside it as PEM, to be given to whoever
 * verifies.
 */
final class RecordKey {
    static final String SECRET_FILE = "records.key";
    static final String PUBLIC_FILE = "records.pem";

    private static final String ALGORITHM = "SHA256withECDSA";
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";
    private static final int MAX_PEM = 4_096;
    private static final int KEY_ID_DIGITS = 32;

    private final KeyPair pair;

    private RecordKey(KeyPair pair) {
        this.pair = pair;
    }

    /**
     * Reads the key, or makes one. Its public half is written as PEM each time, so that it can always be had.
     *
     * @throws IOException if a file cannot be used, or others may read the secret
     */
    static RecordKey open(Path folder) throws IOException {
        Files.createDirectories(folder);
        var secret = folder.resolve(SECRET_FILE);
        try {
            if (!Files.exists(secret)) {
                var generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
                KeyFile.write(secret, encode(generator.generateKeyPair()));
            }
            var key = new RecordKey(decode(KeyFile.readSecret(secret)));
            Files.writeString(folder.resolve(PUBLIC_FILE), pem(key.publicKey()));
            return key;
        } catch (GeneralSecurityException | BufferUnderflowException | IllegalArgumentException notAKey) {
            throw new IOException("the key file " + secret.getFileName() + " does not hold a key", notAKey);
        }
    }

    /** Both halves, as no Java can compute the public one from the other: the length of the secret one, the secret one, the public one. */
    private static byte[] encode(KeyPair pair) {
        var secret = pair.getPrivate().getEncoded();
        var shown = pair.getPublic().getEncoded();
        return ByteBuffer.allocate(Integer.BYTES + secret.length + shown.length)
                .putInt(secret.length)
                .put(secret)
                .put(shown)
                .array();
    }

    private static KeyPair decode(byte[] bytes) throws GeneralSecurityException {
        var buffer = ByteBuffer.wrap(bytes);
        var length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        var secret = new byte[length];
        buffer.get(secret);
        var shown = new byte[buffer.remaining()];
        buffer.get(shown);
        var factory = KeyFactory.getInstance("EC");
        return new KeyPair(
                factory.generatePublic(new X509EncodedKeySpec(shown)),
                factory.generatePrivate(new PKCS8EncodedKeySpec(secret)));
    }

    /** @throws IllegalArgumentException if it is no elliptic-curve key in PEM */
    static PublicKey publicKey(String pem) {
        var text = pem.strip();
        if (pem.length() > MAX_PEM
                || text.length() < BEGIN.length() + END.length()
                || !text.startsWith(BEGIN)
                || !text.endsWith(END)) {
            throw new IllegalArgumentException("it is no public key in PEM");
        }
        try {
            var bytes = Base64.getMimeDecoder()
                    .decode(text.substring(BEGIN.length(), text.length() - END.length())
                            .strip());
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(bytes));
        } catch (GeneralSecurityException notOfThatKind) {
            throw new IllegalArgumentException("it is no public key of the kind EC", notOfThatKind);
        }
    }

    static String pem(PublicKey key) {
        return BEGIN + "\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()) + "\n" + END
                + "\n";
    }

    PublicKey publicKey() {
        return pair.getPublic();
    }

    /** Which key: the first 32 hexadecimal digits of the SHA-256 of the encoded public key. */
    static String id(PublicKey key) {
        return HexFormat.of().formatHex(sha256(key.getEncoded())).substring(0, KEY_ID_DIGITS);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    byte[] sign(byte[] bytes) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException wrongKey) {
            throw new IllegalStateException("the key cannot sign", wrongKey);
        }
    }

    static boolean verify(PublicKey key, byte[] bytes, byte[] seal) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(bytes);
            return signature.verify(seal);
        } catch (GeneralSecurityException notOfThisKey) {
            return false;
        }
    }
}
