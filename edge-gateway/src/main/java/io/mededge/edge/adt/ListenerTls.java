package io.mededge.edge.adt;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The server's side of mutual TLS: 1.3, and 1.2 only where it is allowed. A renewed certificate is used without a restart. Thread-safe. */
final class ListenerTls {
    private final Path keyStore;
    private final Path trustStore;
    private final Path passwordFile;
    private final String[] protocols;
    private @Nullable SSLSocketFactory sockets;
    private List<FileTime> readAt = List.of();

    ListenerTls(Path keyStore, Path trustStore, Path passwordFile, boolean allowOldTls) {
        this.keyStore = keyStore;
        this.trustStore = trustStore;
        this.passwordFile = passwordFile;
        protocols = allowOldTls ? new String[] {"TLSv1.3", "TLSv1.2"} : new String[] {"TLSv1.3"};
    }

    /**
     * Shakes hands with whoever has connected, who must show a certificate.
     *
     * @throws IOException if the other side has none of our authorities, speaks something older, or a file cannot be used
     */
    Socket secure(Socket connected) throws IOException {
        var socket = (SSLSocket) sockets().createSocket(connected, null, true);
        socket.setUseClientMode(false);
        socket.setNeedClientAuth(true);
        socket.setEnabledProtocols(protocols);
        socket.startHandshake();
        return socket;
    }

    private synchronized SSLSocketFactory sockets() throws IOException {
        var changed = List.of(Files.getLastModifiedTime(keyStore), Files.getLastModifiedTime(trustStore));
        var known = sockets;
        if (known != null && changed.equals(readAt)) {
            return known;
        }
        var read = read();
        sockets = read;
        readAt = changed;
        return read;
    }

    private SSLSocketFactory read() throws IOException {
        var password = Files.readString(passwordFile).strip().toCharArray();
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(KeyStore.getInstance(keyStore.toFile(), password), password);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(KeyStore.getInstance(trustStore.toFile(), password));
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    keyStore + " or " + trustStore + " cannot be used: " + unusable.getMessage(), unusable);
        } finally {
            java.util.Arrays.fill(password, '\0');
        }
    }
}
