package io.mededge.edge.uplink;

import io.mededge.model.tls.MutualTls;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sockets to one broker with whatever lies between: a proxy that is asked to CONNECT (RFC 9110, 9.3.6), TLS with the broker's name checked, or nothing. None has
 * Nagle's delay: a small message must not wait for the acknowledgement of the one before it. The MQTT client believes that it speaks in clear, {@link #clearUrl};
 * its own TLS cannot go through a proxy.
 */
final class BrokerSockets extends SocketFactory {
    private static final int MAX_PROXY_ANSWER_BYTES = 8 * 1024;
    private static final int HTTP_OK = 200;
    private static final int FIRST_NOT_OK = 300;

    private final URI broker;
    private final Optional<URI> proxy;
    private final Optional<String> proxyCredentials;
    private final Optional<SSLSocketFactory> tls;
    private volatile @Nullable Line line;

    private BrokerSockets(
            URI broker, Optional<URI> proxy, Optional<String> proxyCredentials, Optional<SSLSocketFactory> tls) {
        this.broker = broker;
        this.proxy = proxy;
        this.proxyCredentials = proxyCredentials;
        this.tls = tls;
    }

    /**
     * Reads keys and passwords anew, so that renewed ones are used without a restart.
     *
     * @throws IOException if one of the files cannot be used
     */
    static BrokerSockets to(URI broker, UplinkConfig config) throws IOException {
        Optional<String> credentials = Optional.empty();
        if (config.proxyUser().isPresent()) {
            var password = config.proxyPasswordFile().isPresent()
                    ? Files.readString(config.proxyPasswordFile().get()).strip()
                    : "";
            credentials = Optional.of(Base64.getEncoder()
                    .encodeToString((config.proxyUser().get() + ":" + password).getBytes(StandardCharsets.UTF_8)));
        }
        var scheme = broker.getScheme();
        Optional<SSLSocketFactory> tls =
                scheme.equals("ssl") || scheme.equals("wss") ? Optional.of(tls(config)) : Optional.empty();
        return new BrokerSockets(broker, config.proxy(), credentials, tls);
    }

    private static SSLSocketFactory tls(UplinkConfig config) throws IOException {
        if (config.keyStore().isPresent() || config.mode() == UplinkConfig.Mode.REGION) {
            return MutualTls.of(
                    required(config.keyStore()), required(config.trustStore()), required(config.passwordFile()));
        }
        return config.trustStore().isPresent()
                ? MutualTls.withoutOwnCertificate(config.trustStore().get(), required(config.passwordFile()))
                : (SSLSocketFactory) SSLSocketFactory.getDefault();
    }

    private static Path required(Optional<Path> file) throws IOException {
        return file.orElseThrow(() -> new IOException("key-store, trust-store or password-file is missing"));
    }

    /** What the client is told: the same broker without TLS. */
    static String clearUrl(URI broker) {
        return broker.getScheme().startsWith("w")
                ? "ws" + broker.toString().substring(broker.getScheme().length())
                : "tcp://" + broker.getRawAuthority();
    }

    @Override
    public Socket createSocket() {
        var created = new Line();
        line = created;
        return created;
    }

    /** Closes what was created last: over WebSocket the client does not when it can no longer say that it goes. */
    void close() {
        var last = line;
        if (last != null) {
            try {
                last.close();
            } catch (IOException alreadyGone) {
                // that is what was wanted
            }
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw new SocketException("a socket to " + broker + " is created first and connected then");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    /** Asks the proxy for a connection to the broker. */
    private void tunnel(Socket toProxy) throws IOException {
        var target = broker.getHost() + ":" + broker.getPort();
        var request = new StringBuilder("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n");
        proxyCredentials.ifPresent(credentials -> request.append("Proxy-Authorization: Basic ")
                .append(credentials)
                .append("\r\n"));
        var out = new BufferedOutputStream(toProxy.getOutputStream());
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        out.flush();
        var answer = head(toProxy.getInputStream());
        var status = answer.split("\r\n", 2)[0];
        var words = status.split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !isOk(words[1])) {
            throw new IOException(
                    "the proxy " + proxy.orElseThrow() + " does not connect to " + target + ": " + status);
        }
    }

    private static boolean isOk(String code) {
        try {
            var number = Integer.parseInt(code);
            return number >= HTTP_OK && number < FIRST_NOT_OK;
        } catch (NumberFormatException noHttp) {
            return false;
        }
    }

    /** Up to the empty line and not a byte further: what follows is the broker's. */
    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            var next = in.read();
            if (next < 0 || head.length() == MAX_PROXY_ANSWER_BYTES) {
                throw new IOException("the proxy does not answer as HTTP 1.1 does");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** What the client knows of it is what this overrides: it connects, reads, writes and closes. */
    private final class Line extends Socket {
        private final Socket wire = new Socket();
        private volatile Socket end = wire;

        @Override
        public void connect(@Nullable SocketAddress broker, int timeoutMillis) throws IOException {
            var first = proxy.orElse(BrokerSockets.this.broker);
            wire.connect(new InetSocketAddress(first.getHost(), first.getPort()), timeoutMillis);
            wire.setTcpNoDelay(true);
            wire.setSoTimeout(timeoutMillis);
            if (proxy.isPresent()) {
                tunnel(wire);
            }
            if (tls.isPresent()) {
                end = secured(tls.get());
            }
        }

        private Socket secured(SSLSocketFactory sockets) throws IOException {
            var host = BrokerSockets.this.broker.getHost();
            var secured = (SSLSocket) sockets.createSocket(wire, host, BrokerSockets.this.broker.getPort(), true);
            var parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
            secured.startHandshake();
            return secured;
        }

        @Override
        public void setSoTimeout(int millis) throws SocketException {
            end.setSoTimeout(millis);
        }

        @Override
        public int getSoTimeout() throws SocketException {
            return end.getSoTimeout();
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return end.getInputStream();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return end.getOutputStream();
        }

        /** So that a reader notices; TLS does not allow it before the other side has said that it ends. */
        @Override
        public void shutdownInput() throws IOException {
            wire.shutdownInput();
        }

        @Override
        public boolean isClosed() {
            return wire.isClosed();
        }

        @Override
        public boolean isConnected() {
            return wire.isConnected();
        }

        @Override
        public void close() throws IOException {
            end.close();
        }
    }
}
