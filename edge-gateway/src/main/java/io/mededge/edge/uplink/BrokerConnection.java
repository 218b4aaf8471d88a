package io.mededge.edge.uplink;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
    /** Of MQTT 5, 2.4: from here on a reason code says that it failed. */
    private static final int FIRST_FAILURE = 0x80;
    /** Packet type, lengths, packet id, and the properties besides the content type: at most so many bytes beside topic, content type and payload. */
    private static final int FRAME_BYTES = 32;

    private static final Duration ROOM_WITHIN = Duration.ofSeconds(10);

    private final MqttAsyncClient client;
    private final BrokerSockets sockets;
    private final Listener listener;
    private final Duration messageExpiry;
    private final ReentrantLock sending = new ReentrantLock();
    private final Condition room = sending.newCondition();
    private final AtomicInteger inFlight = new AtomicInteger();
    /** Set before the window is looked at: else each answer would wait for the message that is just being published. */
    private volatile boolean waitsForRoom;

    private volatile int window;
    private volatile long maxPacketBytes = Long.MAX_VALUE;

    /** Called in the client's threads: must not block. */
    interface Listener {
        void arrived(byte[] payload);

        /** A message has left, or will never leave: there may be room again. */
        void progressed();

        void lost(String why);
    }

    /** What the broker says to one message; called in the client's threads: must not block. Neither is called if the connection ends before. */
    interface Answer {
        /** It has the message (QoS 1), or the message has left (QoS 0). */
        void delivered();

        /** It will not have the message. @param reasonCode as in MQTT 5, 3.4.2.1; 128 to 255 */
        void refused(int reasonCode);
    }

    private BrokerConnection(MqttAsyncClient client, BrokerSockets sockets, Listener listener, UplinkConfig config) {
        this.client = client;
        this.sockets = sockets;
        this.listener = listener;
        this.messageExpiry = config.messageExpiry();
        this.window = config.window();
    }

    /**
     * Connects and, if a topic is given, subscribes to it. Takes at most twice the configured time.
     *
     * @param presence what the broker shall say for us should this connection break
     * @throws IOException if that does not succeed; the message says why
     */
    static BrokerConnection open(
            UplinkConfig config,
            URI broker,
            String clientId,
            Optional<String> subscription,
            Optional<Presence> presence,
            Listener listener)
            throws IOException {
        try {
            var client = new MqttAsyncClient(BrokerSockets.clearUrl(broker), clientId, new MemoryPersistence());
            var sockets = BrokerSockets.to(broker, config);
            var connection = new BrokerConnection(client, sockets, listener, config);
            try {
                connection.connect(
                        options(config, sockets, presence),
                        config.connectTimeout().toMillis(),
                        subscription);
                return connection;
            } catch (MqttException | IOException failed) {
                connection.close();
                throw failed;
            }
        } catch (MqttException failed) {
            throw new IOException(reason(failed), failed);
        }
    }

    private static MqttConnectionOptions options(
            UplinkConfig config, BrokerSockets sockets, Optional<Presence> presence) throws IOException {
        var options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setAutomaticReconnect(false);
        options.setKeepAliveInterval(Math.toIntExact(config.keepAlive().toSeconds()));
        options.setConnectionTimeout(
                Math.toIntExact(Math.max(1, config.connectTimeout().toSeconds())));
        options.setReceiveMaximum(MAX_UNACKNOWLEDGED_FROM_BROKER);
        config.user().ifPresent(options::setUserName);
        if (config.userPasswordFile().isPresent()) {
            options.setPassword(
                    Files.readString(config.userPasswordFile().get()).strip().getBytes(StandardCharsets.UTF_8));
        }
        options.setSessionExpiryInterval(config.sessionExpiry().toSeconds());
        presence.ifPresent(own -> {
            var will = new MqttProperties();
            will.setContentType(Payload.JSON);
            will.setWillDelayInterval(config.sessionExpiry().toSeconds());
            options.setWillMessageProperties(will);
            options.setWill(own.topic(), new MqttMessage(own.will(), 1, true, will));
        });
        options.setSocketFactory(sockets);
        return options;
    }

    private void connect(MqttConnectionOptions options, long timeoutMillis, Optional<String> subscription)
            throws MqttException, IOException {
        client.setCallback(new Callback());
        var connecting = client.connect(options);
        connecting.waitForCompletion(timeoutMillis);
        var answer = connecting.getResponseProperties();
        if (answer != null) {
            obey(answer, options.getKeepAliveInterval());
        }
        if (subscription.isPresent()) {
            client.subscribe(subscription.get(), 0).waitForCompletion(timeoutMillis);
        }
    }

    /** The broker's limits, MQTT 5, 3.2.2.3. */
    private void obey(MqttProperties answer, int ownKeepAliveSeconds) throws MqttException, IOException {
        if (answer.getReceiveMaximum() != null) {
            window = Math.min(window, answer.getReceiveMaximum());
        }
        if (answer.getMaximumPacketSize() != null) {
            maxPacketBytes = answer.getMaximumPacketSize();
        }
        if (answer.getMaximumQoS() != null && answer.getMaximumQoS() == 0) {
            throw new IOException("the broker takes only QoS 0, which never tells what it has");
        }
        var serverKeepAlive = answer.getServerKeepAlive();
        if (serverKeepAlive != null && serverKeepAlive > 0 && serverKeepAlive < ownKeepAliveSeconds) {
            // the client has planned its first ping by its own interval: this plans one by the broker's
            var unused = client.checkPing(null, null);
        }
    }

    /** How many bytes a message's payload may have; not positive if not even an empty one passes. */
    long maxPayloadBytes(String topic, String contentType) {
        return maxPacketBytes - FRAME_BYTES - topic.length() - contentType.length();
    }

    boolean isConnected() {
        return client.isConnected();
    }

    /** Whether a message may be sent that leaves so many per cent of the window to more urgent ones. */
    boolean hasRoom(int reservedPercent) {
        return inFlight.get() < Math.max(1, window - window * reservedPercent / 100);
    }

    /**
     * Sends without waiting for the answer, though it waits for room while the broker has as many unanswered messages as it allows. Thread-safe.
     *
     * @throws IOException if the message does not leave: not connected, or no room in time
     */
    void publish(String topic, byte[] payload, int qos, String contentType, Answer answer) throws IOException {
        publish(topic, new MqttMessage(payload, qos, false, properties(contentType)), answer);
    }

    /** As {@link #publish}, with QoS 1, and the broker keeps it for those who subscribe later. */
    void publishRetained(String topic, byte[] payload, String contentType, Answer answer) throws IOException {
        publish(topic, new MqttMessage(payload, 1, true, properties(contentType)), answer);
    }

    private void publish(String topic, MqttMessage message, Answer answer) throws IOException {
        // one at a time, as the client gives a topic its alias and queues the message in two steps: the message that
        // uses
        // the alias must not overtake the one that introduces it
        sending.lock();
        try {
            awaitRoom();
            inFlight.incrementAndGet();
            var unused = client.publish(topic, message, null, new Answered(answer));
        } catch (MqttException refused) {
            inFlight.decrementAndGet();
            throw new IOException(reason(refused), refused);
        } finally {
            sending.unlock();
        }
    }

    private void awaitRoom() throws IOException {
        if (inFlight.get() < window) {
            return;
        }
        var left = ROOM_WITHIN.toNanos();
        try {
            waitsForRoom = true;
            while (inFlight.get() >= window) {
                if (left <= 0 || !client.isConnected()) {
                    throw new IOException("the broker has not answered " + window + " messages");
                }
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while waiting for the broker", stopped);
        } finally {
            waitsForRoom = false;
        }
    }

    private void left() {
        inFlight.decrementAndGet();
        if (waitsForRoom) {
            sending.lock();
            try {
                room.signal();
            } finally {
                sending.unlock();
            }
        }
        listener.progressed();
    }

    private MqttProperties properties(String contentType) {
        var properties = new MqttProperties();
        properties.setContentType(contentType);
        if (!messageExpiry.isZero()) {
            properties.setMessageExpiryInterval(messageExpiry.toSeconds());
        }
        return properties;
    }

    private static String reason(MqttException failed) {
        var cause = failed.getCause();
        return failed.getMessage() + (cause == null ? "" : " (" + cause.getMessage() + ")");
    }

    private static String reason(MqttDisconnectResponse response) {
        var why = response.getReasonString();
        if (response.getReturnCode() >= FIRST_FAILURE) {
            return Refusals.reason(response.getReturnCode()) + (why == null ? "" : ": " + why);
        }
        var cause = response.getException();
        return why != null ? why : cause == null ? "closed" : reason(cause);
    }

    private void wakeWaiting() {
        sending.lock();
        try {
            room.signalAll();
        } finally {
            sending.unlock();
        }
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
        sockets.close();
    }

    private final class Answered implements MqttActionListener {
        private final Answer answer;

        Answered(Answer answer) {
            this.answer = answer;
        }

        @Override
        public void onSuccess(@Nullable IMqttToken token) {
            // the client calls a refusal a success too: the operation is complete
            var codes = token == null ? null : token.getReasonCodes();
            if (codes != null && codes.length > 0 && codes[0] >= FIRST_FAILURE) {
                answer.refused(codes[0]);
            } else {
                answer.delivered();
            }
            left();
        }

        @Override
        public void onFailure(@Nullable IMqttToken token, @Nullable Throwable why) {
            left();
        }
    }

    private final class Callback implements MqttCallback {
        @Override
        public void disconnected(@Nullable MqttDisconnectResponse response) {
            wakeWaiting();
            listener.lost(response == null ? "closed" : reason(response));
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
}
