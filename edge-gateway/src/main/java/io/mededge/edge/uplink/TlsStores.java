package io.mededge.edge.uplink;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Mutual TLS 1.3 from two PKCS12 files. Read anew for each connection, so that a renewed certificate is used without a restart. */
final class TlsStores {
    private TlsStores() {}

    /** @throws IOException if a file cannot be read or used; names the file, never the password */
    static SSLSocketFactory socketFactory(Path keyStore, Path trustStore, Path passwordFile) throws IOException {
        var password = Files.readString(passwordFile).strip().toCharArray();
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(keyStore, password), password);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load(trustStore, password));
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return new PromptTls13(context.getSocketFactory());
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    keyStore + " or " + trustStore + " cannot be used: " + unusable.getMessage(), unusable);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static KeyStore load(Path file, char[] password) throws IOException, GeneralSecurityException {
        try (var stream = Files.newInputStream(file)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(stream, password);
            return store;
        } catch (IOException unreadable) {
            throw new IOException(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** TLS 1.3 only; TCP_NODELAY, as a small message must not wait for the acknowledgement of the one before it. */
    private static final class PromptTls13 extends SSLSocketFactory {
        private final SSLSocketFactory plain;

        PromptTls13(SSLSocketFactory plain) {
            this.plain = plain;
        }

        private static Socket prepared(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            ((SSLSocket) socket).setEnabledProtocols(new String[] {"TLSv1.3"});
            return socket;
        }

        @Override
        public Socket createSocket() throws IOException {
            return prepared(plain.createSocket());
        }

        @Override
        public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
            return prepared(plain.createSocket(socket, host, port, autoClose));
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return prepared(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return prepared(plain.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return prepared(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return prepared(plain.createSocket(host, port, local, localPort));
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return plain.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return plain.getSupportedCipherSuites();
        }
    }
}
