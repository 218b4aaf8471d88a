package io.mededge.edge.modbus;

import io.mededge.edge.profile.MachineAddress.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A Modbus/TCP Security connection (MB-TCP-Security-v21): both sides show a certificate. TLS 1.3 only, which is stricter than the specification's "1.2 or
 * better"; the machine's certificate must be for the host that the configuration names.
 */
final class TlsStream implements StreamWire.Stream {
    private static final String VERSION = "TLSv1.3";

    private final Socket plain;
    private final InputStream in;
    private final OutputStream out;

    private TlsStream(Socket plain, SSLSocket secured) throws IOException {
        this.plain = plain;
        this.in = secured.getInputStream();
        this.out = secured.getOutputStream();
    }

    /** @throws IOException if the stores cannot be used or the machine cannot be reached or trusted */
    static TlsStream open(Tls address, ModbusConfig.Tls stores, Duration connectTimeout) throws IOException {
        var context = context(stores);
        var plain = new Socket();
        try {
            var millis = Math.toIntExact(connectTimeout.toMillis());
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(address.host(), address.port()), millis);
            plain.setSoTimeout(millis);
            var secured =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, address.host(), address.port(), true);
            var parameters = secured.getSSLParameters();
            parameters.setProtocols(new String[] {VERSION});
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            plain.setSoTimeout(0);
            return new TlsStream(plain, secured);
        } catch (IOException | RuntimeException failed) {
            plain.close();
            throw failed instanceof IOException io ? io : new IOException(failed);
        }
    }

    /** Read anew for each connection, so that a renewed certificate is used without a restart. */
    private static SSLContext context(ModbusConfig.Tls stores) throws IOException {
        var password = Files.readString(required(stores.passwordFile().orElse(null), "password-file"))
                .strip()
                .toCharArray();
        try {
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(required(stores.keyStore().orElse(null), "key-store"), password), password);
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load(required(stores.trustStore().orElse(null), "trust-store"), password));
            var context = SSLContext.getInstance(VERSION);
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the stores cannot be used: " + unusable.getMessage(), unusable);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static Path required(@org.jspecify.annotations.Nullable Path file, String key) throws IOException {
        if (file == null) {
            throw new IOException("gateway.modbus.tls." + key + " is missing");
        }
        return file;
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

    @Override
    public int read(byte[] bytes) throws IOException {
        return in.read(bytes);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Closes the socket below: a farewell could block for as long as the other side does not read. */
    @Override
    public void hangUp() {
        close();
    }

    @Override
    public void close() {
        try {
            plain.close();
        } catch (IOException ignored) {
            // nobody waits for it any more
        }
    }
}
