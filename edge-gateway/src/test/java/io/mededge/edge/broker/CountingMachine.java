package io.mededge.edge.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mededge.infra.devstack.pki.Credentials;
import io.mededge.model.tls.MutualTls;
import java.time.Instant;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.jspecify.annotations.Nullable;

/**
 * A machine that publishes 1, 2, 3, … with QoS 1 as fast as it is acknowledged, and after a broken connection sends again, in order, what was not. Remembers what
 * was acknowledged.
 */
final class CountingMachine implements AutoCloseable {
    private static final int WINDOW = 50;
    private static final int FIRST_FAILURE = 0x80;
    private static final int NO_SUBSCRIBERS = 0x10;

    private final String url;
    private final String id;
    private final Credentials credentials;
    private final Set<Long> acknowledged = new ConcurrentSkipListSet<>();
    private final Set<Integer> refusals = new ConcurrentSkipListSet<>();
    private final NavigableMap<Long, byte[]> unacknowledged = new TreeMap<>();
    private final Thread thread;
    private long next = 1;
    private volatile boolean closing;

    CountingMachine(String url, String id, Credentials credentials) {
        this.url = url;
        this.id = id;
        this.credentials = credentials;
        thread = new Thread(this::run, id);
        thread.start();
    }

    Collection<Long> acknowledged() {
        return acknowledged;
    }

    /** Reason codes that were no success. */
    Collection<Integer> refusals() {
        return refusals;
    }

    private void run() {
        while (!closing) {
            try {
                session();
            } catch (MqttException lost) {
                pause();
            } catch (Exception unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void session() throws Exception {
        var client = new MqttAsyncClient(url, id, new MemoryPersistence());
        try {
            var options = new MqttConnectionOptions();
            options.setCleanStart(true);
            options.setKeepAliveInterval(2);
            options.setSocketFactory(
                    MutualTls.of(credentials.keyStore(), credentials.trustStore(), credentials.passwordFile()));
            client.connect(options).waitForCompletion(5_000);
            var room = new Semaphore(WINDOW);
            for (var again : copy().entrySet()) {
                room.acquire();
                send(client, again.getKey(), again.getValue(), room);
            }
            while (!closing && client.isConnected()) {
                if (room.tryAcquire(200, TimeUnit.MILLISECONDS)) {
                    var number = next++;
                    var payload = "{\"id\":%d,\"time\":\"%s\",\"values\":{\"body-weight\":%d}}"
                            .formatted(number, Instant.now(), number)
                            .getBytes(UTF_8);
                    synchronized (unacknowledged) {
                        unacknowledged.put(number, payload);
                    }
                    send(client, number, payload, room);
                }
            }
            // what is on its way may still be answered
            room.tryAcquire(WINDOW, 5, TimeUnit.SECONDS);
        } finally {
            client.disconnectForcibly(100, 100, false);
            client.close(true);
        }
    }

    private TreeMap<Long, byte[]> copy() {
        synchronized (unacknowledged) {
            return new TreeMap<>(unacknowledged);
        }
    }

    private void send(MqttAsyncClient client, long number, byte[] payload, Semaphore room) throws MqttException {
        var message = new MqttMessage(payload, 1, false, null);
        var unused = client.publish(FacilityBroker.topic(id, "telemetry"), message, null, new MqttActionListener() {
            @Override
            public void onSuccess(@Nullable IMqttToken token) {
                var codes = token == null ? null : token.getReasonCodes();
                var code = codes == null || codes.length == 0 ? 0 : codes[0];
                if (code == NO_SUBSCRIBERS || code >= FIRST_FAILURE) {
                    refusals.add(code);
                } else {
                    acknowledged.add(number);
                    synchronized (unacknowledged) {
                        unacknowledged.remove(number);
                    }
                }
                room.release();
            }

            @Override
            public void onFailure(@Nullable IMqttToken token, @Nullable Throwable why) {
                room.release();
            }
        });
    }

    /** Ends the counting; what was sent before may still be acknowledged. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.join(15_000);
    }
}
