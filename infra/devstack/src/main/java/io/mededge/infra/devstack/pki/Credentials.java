package io.mededge.infra.devstack.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The files with which one process proves who it is and knows whom to trust; all PKCS 12 under one password. */
public record Credentials(Path keyStore, Path trustStore, Path passwordFile) {
    /** A context that presents this certificate. */
    public SSLContext sslContext() {
        try {
            var password = Files.readString(passwordFile).strip().toCharArray();
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(load(keyStore, password), password);
            return context(keys, password);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalStateException("cannot use " + keyStore + ": " + unusable.getMessage(), unusable);
        }
    }

    /** A context that trusts the same root but presents no certificate. */
    public SSLContext anonymousSslContext() {
        try {
            var password = Files.readString(passwordFile).strip().toCharArray();
            var noKeys = KeyManagerFactory.getInstance("PKIX");
            noKeys.init(null, null);
            return context(noKeys, password);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new IllegalStateException("cannot use " + trustStore + ": " + unusable.getMessage(), unusable);
        }
    }

    private SSLContext context(KeyManagerFactory keys, char[] password) throws GeneralSecurityException, IOException {
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(load(trustStore, password));
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(Path file, char[] password) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(file.toFile(), password);
    }
}
