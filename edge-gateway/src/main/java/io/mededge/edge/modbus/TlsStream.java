package io.mededge.edge.modbus;

import io.mededge.edge.profile.MachineAddress.Tls;
import io.mededge.model.tls.MutualTls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/**
 * A Modbus/TCP Security connection (MB-TCP-Security-v21): both sides show a certificate. TLS 1.3 only, which is stricter than the specification's "1.2 or
 * better"; the machine's certificate must be for the host that the configuration names.
 */
final class TlsStream implements StreamWire.Stream {
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
        var sockets = sockets(stores);
        var plain = new Socket();
        try {
            var millis = Math.toIntExact(connectTimeout.toMillis());
            plain.setTcpNoDelay(true);
            plain.connect(new InetSocketAddress(address.host(), address.port()), millis);
            plain.setSoTimeout(millis);
            var secured = (SSLSocket) sockets.createSocket(plain, address.host(), address.port(), true);
            var parameters = secured.getSSLParameters();
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
    private static MutualTls sockets(ModbusConfig.Tls stores) throws IOException {
        return MutualTls.of(
                required(stores.keyStore(), "key-store"),
                required(stores.trustStore(), "trust-store"),
                required(stores.passwordFile(), "password-file"));
    }

    private static Path required(Optional<Path> file, String key) throws IOException {
        return file.orElseThrow(() -> new IOException("gateway.modbus.tls." + key + " is missing"));
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
