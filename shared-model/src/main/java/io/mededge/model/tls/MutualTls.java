package io.mededge.model.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;

/** Sockets of mutual TLS 1.3, nothing older, without Nagle's delay: a small message must not wait for the acknowledgement of the one before it. */
public final class MutualTls extends SSLSocketFactory {
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private final SSLSocketFactory sockets;
    private final String commonName;

    private MutualTls(SSLSocketFactory sockets, String commonName) {
        this.sockets = sockets;
        this.commonName = commonName;
    }

    /**
     * Reads the files anew with each call, so that a renewed certificate is used without a restart.
     *
     * @param keyStore PKCS12 with this process' key and certificate
     * @param trustStore PKCS12 with the authorities that the other side's certificate must come from
     * @param passwordFile holds the password of both; white space around it does not count
     * @throws IOException if a file cannot be read or holds nothing usable, or the password is wrong; names the file, never the password
     */
    public static MutualTls of(Path keyStore, Path trustStore, Path passwordFile) throws IOException {
        var password = Files.readString(passwordFile).strip().toCharArray();
        try {
            var own = load(keyStore, password);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, password);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load(trustStore, password));
            var context = SSLContext.getInstance(PROTOCOLS[0]);
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return new MutualTls(context.getSocketFactory(), commonName(own));
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    keyStore + " or " + trustStore + " cannot be used: " + unusable.getMessage(), unusable);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /**
     * For a broker that proves itself but does not ask who we are: TLS 1.3 without a certificate of our own.
     *
     * @param trustStore PKCS12 with the authorities that the other side's certificate must come from
     * @param passwordFile holds its password; white space around it does not count
     * @throws IOException if a file cannot be read or holds nothing usable, or the password is wrong; names the file, never the password
     */
    public static SSLSocketFactory withoutOwnCertificate(Path trustStore, Path passwordFile) throws IOException {
        var password = Files.readString(passwordFile).strip().toCharArray();
        try {
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load(trustStore, password));
            var context = SSLContext.getInstance(PROTOCOLS[0]);
            context.init(null, trust.getTrustManagers(), null);
            return new MutualTls(context.getSocketFactory(), "");
        } catch (GeneralSecurityException unusable) {
            throw new IOException(trustStore + " cannot be used: " + unusable.getMessage(), unusable);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** The name in this process' certificate: a broker may let in only client ids that start with it. Empty without one. */
    public String commonName() {
        return commonName;
    }

    private static String commonName(KeyStore store) throws GeneralSecurityException {
        for (var alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias) && store.getCertificate(alias) instanceof X509Certificate certificate) {
                return commonName(certificate.getSubjectX500Principal());
            }
        }
        throw new KeyStoreException("the key store holds no key with a certificate");
    }

    private static String commonName(X500Principal subject) throws GeneralSecurityException {
        try {
            for (var part : new LdapName(subject.getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(part.getValue());
                }
            }
        } catch (InvalidNameException notRfc2253) {
            throw new CertificateException(notRfc2253);
        }
        throw new CertificateException("the certificate names nobody");
    }

    private static KeyStore load(Path file, char[] password) throws IOException, GeneralSecurityException {
        try (var content = Files.newInputStream(file)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(content, password);
            return store;
        } catch (IOException unreadable) {
            throw new IOException(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static Socket configured(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        ((SSLSocket) socket).setEnabledProtocols(PROTOCOLS);
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return configured(sockets.createSocket());
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean autoClose) throws IOException {
        return configured(sockets.createSocket(connected, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return configured(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return configured(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return configured(sockets.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return configured(sockets.createSocket(host, port, local, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return sockets.getSupportedCipherSuites();
    }
}
