package io.mededge.regional.ingest;

import io.mededge.model.telemetry.Batch;
import io.mededge.model.topic.DeviceTopic;
import io.mededge.model.topic.DeviceTopic.Verb;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the region's broker: subscribes to what gateways send, shared with the other replicas of this tier, and comes back by itself,
 * with growing, random pauses so that replicas do not return all at once.
 */
final class MqttLink implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(MqttLink.class);
    private static final String SHARED = "$share/intake/";
    private static final int RECEIVE_MAXIMUM = 1_000;

    /** MQTT 5 section 2.4: reason codes from here on are failures; Paho reports those of a subscription without failing. */
    private static final int REFUSALS_FROM = 0x80;

    /** Far above {@link Batch#MAX_BYTES}, so that what is somewhat too large is still counted; more never comes here. */
    private static final long MAX_PACKET_BYTES = 1024 * 1024;

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Intake.Settings settings;
    private final MqttSubscription[] subscriptions;
    private final BiConsumer<String, byte[]> arrived;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread keeper = new Thread(this::keepConnected, "intake-link");
    private volatile @Nullable MqttAsyncClient connected;

    /** @param arrived takes topic and payload on the broker connection's own thread: it must neither block, nor throw, nor publish */
    MqttLink(Intake.Settings settings, BiConsumer<String, byte[]> arrived) {
        this.settings = settings;
        this.arrived = arrived;
        var region = settings.region();
        this.subscriptions = new MqttSubscription[] {
            new MqttSubscription(SHARED + DeviceTopic.filter(region, Verb.TELEMETRY), 0),
            new MqttSubscription(SHARED + DeviceTopic.filter(region, Verb.ALARM), 1),
            new MqttSubscription(SHARED + DeviceTopic.filter(region, Verb.STATUS), 1)
        };
    }

    void open() {
        keeper.start();
    }

    boolean isConnected() {
        var client = connected;
        return client != null && client.isConnected();
    }

    /** Sends with QoS 0 if connected; else the message is forgotten. Never call this on the thread that {@code arrived} runs on. */
    void publish(String topic, byte[] payload, String contentType) {
        var client = connected;
        if (client == null) {
            return;
        }
        var message = new MqttMessage(payload);
        message.setQos(0);
        var properties = new MqttProperties();
        properties.setContentType(contentType);
        message.setProperties(properties);
        try {
            client.publish(topic, message);
        } catch (MqttException goneMeanwhile) {
            LOG.debugf("a message to %s was forgotten: %s", topic, goneMeanwhile.getMessage());
        }
    }

    /** Says goodbye to the broker, which keeps the session. */
    @Override
    public void close() {
        closing.countDown();
        try {
            keeper.join(DEADLINE.toMillis());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepConnected() {
        var failures = 0;
        try {
            while (!closing.await(0, TimeUnit.MILLISECONDS)) {
                var lost = new CountDownLatch(1);
                var client = connect(lost);
                if (client == null) {
                    failures++;
                    closing.await(pause(failures).toMillis(), TimeUnit.MILLISECONDS);
                    continue;
                }
                failures = 0;
                connected = client;
                LOG.infof("connected to %s", settings.broker());
                watch(client, lost);
                connected = null;
                discard(client);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable MqttAsyncClient connect(CountDownLatch lost) {
        MqttAsyncClient client = null;
        try {
            client = new MqttAsyncClient(settings.broker().toString(), settings.clientId(), new MemoryPersistence());
            client.setCallback(new Callbacks(lost));
            client.connect(options()).waitForCompletion(DEADLINE.toMillis());
            var subscribed = client.subscribe(subscriptions);
            subscribed.waitForCompletion(DEADLINE.toMillis());
            for (var code : subscribed.getReasonCodes()) {
                if (code >= REFUSALS_FROM) {
                    throw new MqttException(code);
                }
            }
            return client;
        } catch (MqttException refused) {
            LOG.warnf("no connection to %s: %s", settings.broker(), reason(refused));
            if (client != null) {
                discard(client);
            }
            return null;
        }
    }

    private MqttConnectionOptions options() {
        var options = new MqttConnectionOptions();
        options.setCleanStart(false);
        options.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
        options.setReceiveMaximum(RECEIVE_MAXIMUM);
        options.setMaximumPacketSize(MAX_PACKET_BYTES);
        options.setKeepAliveInterval((int) KEEP_ALIVE.toSeconds());
        options.setConnectionTimeout((int) DEADLINE.toSeconds());
        options.setHttpsHostnameVerificationEnabled(true);
        if (settings.sockets() != null) {
            options.setSocketFactory(settings.sockets());
        }
        return options;
    }

    /** Returns when the connection is lost or this is closed; looks by itself too, in case a callback is missed. */
    private void watch(MqttAsyncClient client, CountDownLatch lost) throws InterruptedException {
        while (client.isConnected() && !closing.await(100, TimeUnit.MILLISECONDS)) {
            if (lost.getCount() == 0) {
                LOG.warnf("connection to %s lost", settings.broker());
                return;
            }
        }
    }

    private static void discard(MqttAsyncClient client) {
        try {
            if (client.isConnected()) {
                client.disconnect(0).waitForCompletion(DEADLINE.toMillis());
            }
        } catch (MqttException alreadyGone) {
            LOG.debugf("while disconnecting: %s", reason(alreadyGone));
        }
        try {
            client.close(true);
        } catch (MqttException alreadyClosed) {
            LOG.debugf("while closing: %s", reason(alreadyClosed));
        }
    }

    private static String reason(MqttException failure) {
        return failure.getCause() == null
                ? String.valueOf(failure.getMessage())
                : failure.getCause().toString();
    }

    static Duration pause(int failures) {
        var longest = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 6));
        var bound = longest.compareTo(LONGEST_PAUSE) < 0 ? longest : LONGEST_PAUSE;
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(FIRST_PAUSE.toMillis(), bound.toMillis() + 1));
    }

    private final class Callbacks implements MqttCallback {
        private final CountDownLatch lost;

        Callbacks(CountDownLatch lost) {
            this.lost = lost;
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            arrived.accept(topic, message.getPayload());
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            lost.countDown();
        }

        @Override
        public void mqttErrorOccurred(MqttException failure) {
            LOG.warnf("MQTT: %s", reason(failure));
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
