package io.mededge.edge.completeness;

import io.mededge.edge.identity.KeyFile;
import io.mededge.model.completeness.CertificateSeal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;

/** The gateway's Ed25519 key: its 32 secret bytes in a file of mode 600, its public half beside it as PEM, to be brought to the region. */
final class SigningKey {
    static final String SECRET_FILE = "signing.key";
    static final String PUBLIC_FILE = "signing.pem";

    private SigningKey() {}

    /**
     * Reads the key, or makes one.
     *
     * @param publicFile where its public half is written
     * @throws IOException if a file cannot be used, or others may read the secret
     */
    static KeyPair open(Path folder, Path publicFile) throws IOException {
        Files.createDirectories(folder);
        var file = folder.resolve(SECRET_FILE);
        var key = of(Files.exists(file) ? KeyFile.read(file) : KeyFile.create(file));
        var parent = publicFile.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(publicFile, pem(key.getPublic()));
        return key;
    }

    /** The pair whose secret half is these 32 bytes (RFC 8032 section 5.1.5). */
    static KeyPair of(byte[] secret) {
        try {
            var generator = KeyPairGenerator.getInstance(CertificateSeal.ALGORITHM);
            // the JDK takes the secret half as it comes from here, and has no other way from it to the public half
            generator.initialize(NamedParameterSpec.ED25519, new Given(secret));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java since 15 has " + CertificateSeal.ALGORITHM, impossible);
        }
    }

    private static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] secret;

        Given(byte[] secret) {
            this.secret = secret.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(secret, 0, bytes, 0, bytes.length);
        }
    }
}
