package io.mededge.infra.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mededge.infra.devstack.pki.Credentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** A client with a session that outlives its connection; every call ends within ten seconds. */
final class MqttTestClient implements AutoCloseable {
    private static final long DEADLINE_MILLIS = 10_000;

    private final MqttAsyncClient client;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

    private MqttTestClient(MqttAsyncClient client) {
        this.client = client;
    }

    /** @param credentials empty: no client certificate */
    static MqttTestClient connect(String url, String clientId, Optional<Credentials> credentials) throws MqttException {
        return connect(url, clientId, credentials, new MqttConnectionOptions());
    }

    static MqttTestClient connect(
            String url, String clientId, Optional<Credentials> credentials, MqttConnectionOptions options)
            throws MqttException {
        var self = new MqttTestClient(new MqttAsyncClient(url, clientId, new MemoryPersistence()));
        self.client.setCallback(self.new Callback());
        options.setCleanStart(false);
        options.setSessionExpiryInterval(3_600L);
        options.setConnectionTimeout(5);
        credentials.ifPresent(
                files -> options.setSocketFactory(files.sslContext().getSocketFactory()));
        self.client.connect(options).waitForCompletion(DEADLINE_MILLIS);
        return self;
    }

    /** Returns the reason code of the SUBACK. */
    int subscribe(String filter) throws MqttException {
        try {
            var token = client.subscribe(filter, 1);
            token.waitForCompletion(DEADLINE_MILLIS);
            return token.getReasonCodes()[0];
        } catch (MqttException refused) {
            return refused.getReasonCode();
        }
    }

    /** With QoS 1; returns the reason code of the PUBACK. */
    int publish(String topic, String text) throws MqttException {
        var token = client.publish(topic, text.getBytes(UTF_8), 1, false);
        token.waitForCompletion(DEADLINE_MILLIS);
        return token.getReasonCodes() == null ? 0 : token.getReasonCodes()[0];
    }

    List<byte[]> receive(int count, Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        var messages = new ArrayList<byte[]>();
        while (messages.size() < count) {
            var message = received.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message == null) {
                break;
            }
            messages.add(message);
        }
        return messages;
    }

    @Override
    public void close() throws MqttException {
        client.disconnectForcibly(100, 1_000, false);
        client.close(true);
    }

    private final class Callback implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            received.add(message.getPayload());
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
