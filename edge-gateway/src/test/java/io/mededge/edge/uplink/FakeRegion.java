package io.mededge.edge.uplink;

import static org.awaitility.Awaitility.await;

import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.model.fault.Decoded;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamId;
import io.mededge.model.telemetry.Acknowledgement;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.TelemetryCodec;
import io.mededge.model.tls.MutualTls;
import io.mededge.model.topic.DeviceTopic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;

/** The region's side of the wire: takes batches from a real broker and acknowledges them. */
public final class FakeRegion implements MqttCallback, AutoCloseable {
    public record Received(Instant when, String topic, int qos, Batch batch) {}

    /** Newest last; bounded by the tests' own length. */
    public final List<Received> received = new CopyOnWriteArrayList<>();

    public final Map<StreamId, SequenceSet> have = new ConcurrentHashMap<>();
    public final AtomicInteger repeats = new AtomicInteger();
    public volatile boolean acknowledging = true;
    /** Batches are kept in {@link #received} only while this is set: a long run would fill the memory. */
    public volatile boolean keeping = true;

    private final MqttAsyncClient client;
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private final ExecutorService acknowledger = Executors.newSingleThreadExecutor();

    /** Tries until the broker is there. */
    public static FakeRegion connect(String url, Credentials credentials, Duration patience) {
        return await().atMost(patience)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions()
                .until(() -> new FakeRegion(url, credentials), region -> true);
    }

    private FakeRegion(String url, Credentials credentials) throws Exception {
        client = new MqttAsyncClient(url, "regional-1-fake", new MemoryPersistence());
        client.setCallback(this);
        var options = new MqttConnectionOptions();
        options.setAutomaticReconnect(true);
        options.setAutomaticReconnectDelay(1, 1);
        options.setCleanStart(false);
        options.setSessionExpiryInterval(600L);
        options.setKeepAliveInterval(5);
        options.setSocketFactory(
                MutualTls.of(credentials.keyStore(), credentials.trustStore(), credentials.passwordFile()));
        client.connect(options).waitForCompletion(20_000);
        if (!subscribed.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no subscription within 20 s");
        }
    }

    @Override
    public void connectComplete(boolean reconnect, @Nullable String serverUri) {
        acknowledger.execute(() -> {
            for (var verb : List.of("telemetry", "status", "alarm")) {
                try {
                    client.subscribe("devices/region-1/+/+/" + verb, 1).waitForCompletion(10_000);
                } catch (MqttException lost) {
                    // the next connection subscribes again
                    return;
                }
            }
            subscribed.countDown();
        });
    }

    @Override
    public void messageArrived(@Nullable String topic, @Nullable MqttMessage message) {
        if (topic == null || message == null) {
            return;
        }
        var decoded = TelemetryCodec.decodeBatch(message.getPayload());
        if (!(decoded instanceof Decoded.Value<Batch> value)) {
            throw new IllegalStateException(decoded.toString());
        }
        var batch = value.value();
        if (keeping) {
            received.add(new Received(Instant.now(), topic, message.getQos(), batch));
        }
        var set = have.computeIfAbsent(batch.stream(), unseen -> new SequenceSet());
        synchronized (set) {
            for (var entry : batch.entries()) {
                if (!set.add(entry.sequence())) {
                    repeats.incrementAndGet();
                }
            }
        }
        if (acknowledging) {
            acknowledge(batch);
        }
    }

    public void acknowledge(Batch batch) {
        var ranges = SequenceSet.of(batch.entries().stream()
                        .map(Entry::sequence)
                        .map(sequence -> new Range(sequence, sequence))
                        .toList())
                .ranges();
        var stream = batch.stream();
        send(
                stream,
                TelemetryCodec.encode(new Acknowledgement(List.of(new Acknowledgement.StreamAck(
                        stream.device(), stream.streamClass(), stream.epoch(), ranges)))));
    }

    public void send(StreamId stream, byte[] acknowledgement) {
        var topic = new DeviceTopic(stream.place(), stream.gateway(), DeviceTopic.Verb.ACK).path();
        acknowledger.execute(() -> {
            try {
                client.publish(topic, acknowledgement, 0, false).waitForCompletion(10_000);
            } catch (MqttException lost) {
                // then the gateway sends again
            }
        });
    }

    public boolean isComplete(StreamId stream, long last) {
        var set = have.get(stream);
        if (set == null) {
            return false;
        }
        synchronized (set) {
            return set.contiguous() >= last;
        }
    }

    public List<Entry> entries(DeviceId device) {
        return received.stream()
                .filter(one -> one.batch().stream().device().equals(device))
                .flatMap(one -> one.batch().entries().stream())
                .toList();
    }

    @Override
    public void disconnected(@Nullable MqttDisconnectResponse response) {}

    @Override
    public void mqttErrorOccurred(@Nullable MqttException error) {}

    @Override
    public void deliveryComplete(@Nullable IMqttToken token) {}

    @Override
    public void authPacketArrived(int reasonCode, @Nullable MqttProperties properties) {}

    @Override
    public void close() throws MqttException {
        acknowledger.shutdownNow();
        client.disconnectForcibly(200, 200, true);
        client.close(true);
    }
}
