package io.mededge.edge.broker;

import io.mededge.model.tls.MutualTls;
import io.mededge.model.topic.LocalTopic;
import io.mededge.model.topic.LocalTopic.Verb;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the facility's broker, from its beginning to its end; the next one is a new object. The session lives on in the broker: what is not confirmed
 * comes again over the next link.
 */
final class BrokerLink implements AutoCloseable {
    /** Of MQTT 5, 2.4: from here on a reason code says that it failed. */
    private static final int FIRST_FAILURE = 0x80;
    /** MQTT 5, 3.8.3.1: retained messages are not sent again with each subscription. */
    private static final int NO_RETAINED = 2;
    /** Bound of the messages to machines and screens that have not left; more are not sent. */
    private static final int MAX_LEAVING = 500;

    private final MqttAsyncClient client;
    private final Listener listener;
    private final Confirmations confirmations = new Confirmations();
    private final AtomicInteger leaving = new AtomicInteger();

    /** Called in the client's threads: must not block. */
    interface Listener {
        void arrived(Arrival arrival);

        void lost(BrokerLink link, String why);
    }

    private BrokerLink(MqttAsyncClient client, Listener listener) {
        this.client = client;
        this.listener = listener;
    }

    /**
     * Connects, taking up the session of before, and subscribes. Takes at most twice the configured time.
     *
     * @throws IOException if that does not succeed; the message says why
     */
    static BrokerLink open(BrokerConfig config, String clientId, List<String> filters, Listener listener)
            throws IOException {
        var url = config.url().map(URI::toString).orElseThrow();
        try {
            var client = new MqttAsyncClient(url, clientId, new MemoryPersistence());
            client.setManualAcks(true);
            var link = new BrokerLink(client, listener);
            try {
                link.connect(options(config), config.connectTimeout().toMillis(), filters);
                return link;
            } catch (MqttException | IOException failed) {
                link.close();
                throw failed;
            }
        } catch (MqttException failed) {
            throw new IOException(reason(failed), failed);
        }
    }

    private static MqttConnectionOptions options(BrokerConfig config) throws IOException {
        var options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(config.sessionExpiry().toSeconds());
        options.setAutomaticReconnect(false);
        options.setKeepAliveInterval(Math.toIntExact(config.keepAlive().toSeconds()));
        options.setConnectionTimeout(Math.toIntExact(config.connectTimeout().toSeconds()));
        options.setReceiveMaximum(config.inFlight());
        options.setSocketFactory(MutualTls.of(
                required(config.keyStore()), required(config.trustStore()), required(config.passwordFile())));
        return options;
    }

    private static Path required(Optional<Path> file) throws IOException {
        return file.orElseThrow(() -> new IOException("ssl needs key-store, trust-store and password-file"));
    }

    private void connect(MqttConnectionOptions options, long timeoutMillis, List<String> filters)
            throws MqttException, IOException {
        client.setCallback(new Callback());
        client.connect(options).waitForCompletion(timeoutMillis);
        var subscriptions = filters.stream()
                .map(filter -> {
                    var subscription = new MqttSubscription(filter, 1);
                    subscription.setRetainHandling(NO_RETAINED);
                    return subscription;
                })
                .toArray(MqttSubscription[]::new);
        var answer = client.subscribe(subscriptions, null, null, new MqttProperties());
        answer.waitForCompletion(timeoutMillis);
        for (var code : answer.getReasonCodes()) {
            if (code >= FIRST_FAILURE) {
                throw new IOException("the broker refuses the subscription (0x%02X)".formatted(code));
            }
        }
    }

    /** What became of the message is durable, or it will never be: the broker may forget it. Nothing happens once the link is lost. */
    void confirm(Arrival arrival) {
        if (arrival.durable()) {
            confirm(arrival.packet());
        }
    }

    private void confirm(int settled) {
        for (var packet : confirmations.settled(settled)) {
            try {
                client.messageArrivedComplete(packet, 1);
            } catch (MqttException lost) {
                // the broker sends it again, and then it is known
            }
        }
    }

    /**
     * Sends without waiting.
     *
     * @return false if it does not leave: not connected, or the broker is too slow
     */
    boolean publish(String topic, byte[] payload, int qos, byte @Nullable [] correlation) {
        if (leaving.incrementAndGet() > MAX_LEAVING) {
            leaving.decrementAndGet();
            return false;
        }
        var properties = new MqttProperties();
        properties.setContentType(MessageDecoder.JSON);
        if (correlation != null) {
            properties.setCorrelationData(correlation);
        }
        try {
            var unused = client.publish(topic, new MqttMessage(payload, qos, false, properties), null, new Left());
            return true;
        } catch (MqttException refused) {
            leaving.decrementAndGet();
            return false;
        }
    }

    private static String reason(MqttException failed) {
        var cause = failed.getCause();
        return failed.getMessage() + (cause == null ? "" : " (" + cause.getMessage() + ")");
    }

    private static String reason(@Nullable MqttDisconnectResponse response) {
        if (response == null) {
            return "closed";
        }
        var why = response.getReasonString();
        var cause = response.getException();
        return why != null ? why : cause == null ? "closed" : reason(cause);
    }

    /** Within a second or two. The session stays. */
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

    private final class Left implements MqttActionListener {
        @Override
        public void onSuccess(@Nullable IMqttToken token) {
            leaving.decrementAndGet();
        }

        @Override
        public void onFailure(@Nullable IMqttToken token, @Nullable Throwable why) {
            leaving.decrementAndGet();
        }
    }

    private final class Callback implements MqttCallback {
        @Override
        public void messageArrived(@Nullable String topic, @Nullable MqttMessage message) {
            if (topic == null || message == null) {
                return;
            }
            var durable = message.getQos() > 0;
            if (durable) {
                confirmations.arrived(message.getId());
            }
            var known = LocalTopic.parse(topic);
            if (known.isPresent()) {
                listener.arrived(arrival(known.get(), message, durable));
            } else if (durable) {
                // from no machine: a name that is none
                confirm(message.getId());
            }
        }

        private Arrival arrival(LocalTopic topic, MqttMessage message, boolean durable) {
            var properties = message.getProperties();
            var type = properties == null ? null : properties.getContentType();
            var correlation = properties == null ? null : properties.getCorrelationData();
            var answerTo = properties == null ? null : properties.getResponseTopic();
            var own = new LocalTopic(topic.facility(), topic.device(), Verb.REPLY).path();
            return new Arrival(
                    BrokerLink.this,
                    topic,
                    message.getPayload(),
                    type == null ? "" : type,
                    message.getId(),
                    durable,
                    correlation == null || correlation.length > Arrival.MAX_CORRELATION ? null : correlation,
                    own.equals(answerTo));
        }

        @Override
        public void disconnected(@Nullable MqttDisconnectResponse response) {
            listener.lost(BrokerLink.this, reason(response));
        }

        @Override
        public void mqttErrorOccurred(@Nullable MqttException error) {
            // an error that ends the connection comes as disconnected too
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
}
