package io.mededge.edge.uplink;

import io.mededge.model.tls.MutualTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a broker, from its beginning to its end; the next one is a new object. Nothing is kept in the client: what was not delivered is known to
 * {@link DeliveryLedger}.
 */
final class BrokerConnection implements AutoCloseable {
    private static final int MAX_UNACKNOWLEDGED_FROM_BROKER = 100;

    private final MqttAsyncClient client;
    private final Listener listener;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile int window;

    /** Called in the client's threads: must not block. */
    interface Listener {
        void arrived(byte[] payload);

        /** A message has left, or will never leave: there may be room again. */
        void progressed();

        void lost(String why);
    }

    private BrokerConnection(MqttAsyncClient client, Listener listener, int window) {
        this.client = client;
        this.listener = listener;
        this.window = window;
    }

    /**
     * Connects and, if a topic is given, subscribes to it. Takes at most twice the configured time.
     *
     * @throws IOException if that does not succeed; the message says why
     */
    static BrokerConnection open(UplinkConfig config, String clientId, Optional<String> subscription, Listener listener)
            throws IOException {
        var url = config.url().map(URI::toString).orElseThrow();
        try {
            var client = new MqttAsyncClient(url, clientId, new MemoryPersistence());
            var connection = new BrokerConnection(client, listener, config.window());
            try {
                connection.connect(options(config), config.connectTimeout().toMillis(), subscription);
                return connection;
            } catch (MqttException failed) {
                connection.close();
                throw failed;
            }
        } catch (MqttException failed) {
            throw new IOException(reason(failed), failed);
        }
    }

    private static MqttConnectionOptions options(UplinkConfig config) throws IOException {
        var options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setAutomaticReconnect(false);
        options.setKeepAliveInterval(Math.toIntExact(config.keepAlive().toSeconds()));
        options.setConnectionTimeout(
                Math.toIntExact(Math.max(1, config.connectTimeout().toSeconds())));
        options.setReceiveMaximum(MAX_UNACKNOWLEDGED_FROM_BROKER);
        var isTls = config.url().map(URI::getScheme).filter("ssl"::equals).isPresent();
        if (isTls) {
            options.setSocketFactory(MutualTls.of(
                    required(config.keyStore()), required(config.trustStore()), required(config.passwordFile())));
        } else {
            options.setSocketFactory(new PromptSockets());
        }
        return options;
    }

    private static Path required(Optional<Path> file) throws IOException {
        return file.orElseThrow(() -> new IOException("ssl needs key-store, trust-store and password-file"));
    }

    private void connect(MqttConnectionOptions options, long timeoutMillis, Optional<String> subscription)
            throws MqttException {
        client.setCallback(new Callback());
        var connecting = client.connect(options);
        connecting.waitForCompletion(timeoutMillis);
        var answer = connecting.getResponseProperties();
        if (answer != null && answer.getReceiveMaximum() != null) {
            window = Math.min(window, answer.getReceiveMaximum());
        }
        if (subscription.isPresent()) {
            client.subscribe(subscription.get(), 0).waitForCompletion(timeoutMillis);
        }
    }

    boolean isConnected() {
        return client.isConnected();
    }

    /** Whether a message may be sent that leaves so many per cent of the window to more urgent ones. */
    boolean hasRoom(int reservedPercent) {
        return inFlight.get() < Math.max(1, window - window * reservedPercent / 100);
    }

    /**
     * Sends without waiting.
     *
     * @param delivered called once the broker has acknowledged (QoS 1) or the message has left (QoS 0); never called if the connection ends before
     */
    void publish(String topic, byte[] payload, int qos, String contentType, Runnable delivered) throws IOException {
        var message = new MqttMessage(payload, qos, false, properties(contentType));
        inFlight.incrementAndGet();
        try {
            var unused = client.publish(topic, message, null, new MqttActionListener() {
                @Override
                public void onSuccess(@Nullable IMqttToken token) {
                    inFlight.decrementAndGet();
                    delivered.run();
                    listener.progressed();
                }

                @Override
                public void onFailure(@Nullable IMqttToken token, @Nullable Throwable why) {
                    inFlight.decrementAndGet();
                    listener.progressed();
                }
            });
        } catch (MqttException refused) {
            inFlight.decrementAndGet();
            throw new IOException(reason(refused), refused);
        }
    }

    private static MqttProperties properties(String contentType) {
        var properties = new MqttProperties();
        properties.setContentType(contentType);
        return properties;
    }

    private static String reason(MqttException failed) {
        var cause = failed.getCause();
        return failed.getMessage() + (cause == null ? "" : " (" + cause.getMessage() + ")");
    }

    /** Within a second or two. */
    @Override
    public void close() {
        try {
            if (client.isConnected()) {
                client.disconnectForcibly(200, 500, true);
            }
        } catch (MqttException alreadyGone) {
            // that is what was wanted
        }
        try {
            client.close(true);
        } catch (MqttException alreadyGone) {
            // that is what was wanted
        }
    }

    private final class Callback implements MqttCallback {
        @Override
        public void disconnected(@Nullable MqttDisconnectResponse response) {
            listener.lost(response == null ? "closed" : String.valueOf(response.getReasonString()));
        }

        @Override
        public void mqttErrorOccurred(@Nullable MqttException error) {
            // an error that ends the connection comes as disconnected too
        }

        @Override
        public void messageArrived(@Nullable String topic, @Nullable MqttMessage message) {
            if (message != null) {
                listener.arrived(message.getPayload());
            }
        }

        @Override
        public void deliveryComplete(@Nullable IMqttToken token) {
            // each message has its own listener
        }

        @Override
        public void connectComplete(boolean reconnect, @Nullable String serverUri) {
            // connect() waits for it
        }

        @Override
        public void authPacketArrived(int reasonCode, @Nullable MqttProperties properties) {
            // the certificate is the authentication
        }
    }

    /** Plain sockets with TCP_NODELAY, for the same reason as under TLS. */
    private static final class PromptSockets extends SocketFactory {
        private static Socket prompt(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return socket;
        }

        @Override
        public Socket createSocket() throws IOException {
            return prompt(new Socket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return prompt(new Socket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return prompt(new Socket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return prompt(new Socket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return prompt(new Socket(host, port, local, localPort));
        }
    }
}
