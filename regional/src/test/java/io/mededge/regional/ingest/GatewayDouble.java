package io.mededge.regional.ingest;

import io.mededge.model.fault.Decoded;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.telemetry.Acknowledgement;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.TelemetryCodec;
import io.mededge.model.tls.MutualTls;
import io.mededge.model.topic.DeviceTopic;
import io.mededge.model.topic.DeviceTopic.Verb;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.ConfigProvider;
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

/** A gateway's connection as the region sees it: sends batches over mutual TLS and remembers what was acknowledged. */
final class GatewayDouble implements AutoCloseable, MqttCallback {
    private static final long DEADLINE_MILLIS = 10_000;

    record Stream(DeviceId device, StreamClass streamClass, long epoch) {}

    private final MqttAsyncClient client;
    private final Map<Stream, SequenceSet> acknowledged = new ConcurrentHashMap<>();

    GatewayDouble() throws Exception {
        this("gateway-1");
    }

    GatewayDouble(String clientId) throws Exception {
        var config = ConfigProvider.getConfig();
        var options = new MqttConnectionOptions();
        options.setReceiveMaximum(1_000);
        options.setSocketFactory(MutualTls.of(
                config.getValue("test.gateway.key-store", Path.class),
                config.getValue("test.gateway.trust-store", Path.class),
                config.getValue("test.gateway.password-file", Path.class)));
        client = new MqttAsyncClient(
                config.getValue("regional.mqtt.url", String.class), clientId, new MemoryPersistence());
        client.setCallback(this);
        client.connect(options).waitForCompletion(DEADLINE_MILLIS);
        var acks = new DeviceTopic(Batches.PLACE, Batches.GATEWAY, Verb.ACK).path();
        client.subscribe(new MqttSubscription[] {new MqttSubscription(acks, 0)}).waitForCompletion(DEADLINE_MILLIS);
    }

    void send(Batch batch) throws MqttException {
        var stream = batch.stream();
        var telemetry = stream.streamClass() == StreamClass.TELEMETRY;
        var topic = new DeviceTopic(stream.place(), stream.device(), telemetry ? Verb.TELEMETRY : Verb.STATUS);
        send(topic.path(), TelemetryCodec.encode(batch), telemetry ? 0 : 1);
    }

    void send(String topic, byte[] payload, int qos) throws MqttException {
        var message = new MqttMessage(payload);
        message.setQos(qos);
        client.publish(topic, message).waitForCompletion(DEADLINE_MILLIS);
    }

    /** What the region has acknowledged of a stream, as a multirange. */
    String acknowledged(Stream stream) {
        var sequences = acknowledged.getOrDefault(stream, new SequenceSet());
        synchronized (sequences) {
            return sequences.toMultirange();
        }
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        var decoded = TelemetryCodec.decodeAcknowledgement(message.getPayload());
        if (decoded instanceof Decoded.Value<Acknowledgement> value) {
            value.value().streams().forEach(stream -> {
                var key = new Stream(stream.device(), stream.streamClass(), stream.epoch());
                var sequences = acknowledged.computeIfAbsent(key, unseen -> new SequenceSet());
                synchronized (sequences) {
                    stream.ranges().forEach(sequences::add);
                }
            });
        }
    }

    @Override
    public void close() throws MqttException {
        client.disconnect(0).waitForCompletion(DEADLINE_MILLIS);
        client.close(true);
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(MqttException failure) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
}
