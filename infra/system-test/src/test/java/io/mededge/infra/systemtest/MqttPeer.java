package io.mededge.infra.systemtest;

import io.mededge.infra.devstack.pki.Holder;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;

/** A client of the region's broker, with the certificate of the given holder. */
public final class MqttPeer implements AutoCloseable {
    private static final int DEADLINE_SECONDS = 20;
    private static final List<String> ROOTS = List.of("devices", "local", "regional", "global");

    /** Everything of a message that a subscriber gets to see. */
    public record Heard(String topic, byte[] payload, List<UserProperty> userProperties) {}

    private final MqttClient client;
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();

    /** The broker lets nobody in under another's name, so the client id begins with that of the certificate. */
    private MqttPeer(String broker, Holder holder) throws MqttException {
        client = new MqttClient(broker, holder.name() + "-test-" + UUID.randomUUID(), new MemoryPersistence());
        client.setTimeToWait(DEADLINE_SECONDS * 1_000L);
        client.setCallback(new Listener(heard));
    }

    public static MqttPeer connect(RunningStack stack, Holder holder) throws MqttException {
        var peer = new MqttPeer(stack.address("mqttRegional"), holder);
        var options = new MqttConnectionOptions();
        options.setConnectionTimeout(DEADLINE_SECONDS);
        options.setCleanStart(true);
        options.setSocketFactory(stack.certificateOf(holder).getSocketFactory());
        options.setHttpsHostnameVerificationEnabled(
                false); // the name is checked by the context's trust manager where it matters
        peer.client.connect(options);
        return peer;
    }

    /** Hears everything that goes over the broker from now on, as far as the certificate allows. */
    public void listen() throws MqttException {
        for (var root : ROOTS) {
            client.subscribe(root + "/#", 1);
        }
    }

    public void publish(String topic, byte[] payload, UserProperty... userProperties) throws MqttException {
        var message = new MqttMessage(payload);
        message.setQos(1);
        var properties = new MqttProperties();
        properties.setUserProperties(List.of(userProperties));
        message.setProperties(properties);
        client.publish(topic, message);
    }

    public List<Heard> heard() {
        return List.copyOf(heard);
    }

    @Override
    public void close() throws MqttException {
        client.disconnect();
        client.close();
    }

    private record Listener(Queue<Heard> heard) implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            var properties = message.getProperties() == null
                    ? List.<UserProperty>of()
                    : message.getProperties().getUserProperties();
            heard.add(new Heard(topic, message.getPayload(), properties));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String server) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
