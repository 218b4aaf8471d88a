package io.mededge.edge.uplink;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.Mosquitto;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.TestJournal;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Journal, uplink in mode {@code plain}, Debian's brokers and their subscribers in a test's folder; after the test closed, the last first. */
final class UplinkBench implements AfterEachCallback {
    static final DeviceId DEVICE = new DeviceId("A-01-hd");
    static final String CLIENT = "gateway-1-region-1-facility-1";
    static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    final Faults faults = new Faults();
    private final Supplier<Path> folder;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    UplinkBench(Supplier<Path> folder) {
        this.folder = folder;
    }

    <T extends AutoCloseable> T opened(T one) {
        open.push(one);
        return one;
    }

    Mosquitto broker(String name, String... settings) throws IOException {
        return opened(new Mosquitto(folder.get().resolve(name), settings));
    }

    Journal journal() throws IOException {
        return opened(TestJournal.open(folder.get().resolve("journal")));
    }

    /** @param settings below {@code gateway.uplink} */
    Uplink start(Journal journal, String url, Map<String, String> settings) throws IOException {
        return opened(TestUplink.start(journal, faults, TestUplink.plain(url), settings));
    }

    /** Until the broker has everything. */
    void awaitDelivered(Journal journal) {
        await().atMost(PATIENCE).until(() -> journal.unacknowledged() == 0);
    }

    /** Until faults of a kind were reported more often than that. */
    void awaitFaults(FaultCode code, long more) {
        await().atMost(PATIENCE).until(() -> faults.total(code) > more);
    }

    /** Everything that the broker gives out from now on. @param format of a line, as of mosquitto_sub's option F */
    Received subscribe(Mosquitto broker, String name, String topic, String format) throws IOException {
        var before = subscriptions(broker);
        var file = folder.get().resolve(name);
        var received = opened(new Received(file, broker.subscriber(file, "-t", topic, "-q", "1", "-F", format)));
        await().atMost(PATIENCE).until(() -> subscriptions(broker) > before);
        return received;
    }

    private static long subscriptions(Mosquitto broker) throws IOException {
        return broker.log()
                .lines()
                .filter(line -> line.contains("Received SUBSCRIBE"))
                .count();
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    /** What a subscriber has written, a line for each message. */
    static final class Received implements AutoCloseable {
        private final Path file;
        private final Process subscriber;

        Received(Path file, Process subscriber) {
            this.file = file;
            this.subscriber = subscriber;
        }

        /** Those that are written whole. */
        List<String> lines() throws IOException {
            var text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        }

        List<JsonNode> messages() throws IOException {
            return lines().stream().map(Received::parse).toList();
        }

        /** Of the telemetry of a device, in the order of arrival. */
        List<Long> sequences(DeviceId device) throws IOException {
            return messages().stream()
                    .filter(message -> message.path("stream").asText().equals("telemetry"))
                    .filter(message -> message.path("device").asText().equals(device.value()))
                    .flatMap(message ->
                            StreamSupport.stream(message.path("entries").spliterator(), false))
                    .map(entry -> entry.path("sequence").asLong())
                    .toList();
        }

        private static JsonNode parse(String line) {
            try {
                return MAPPER.readTree(line);
            } catch (IOException notJson) {
                throw new UncheckedIOException(notJson);
            }
        }

        @Override
        public void close() {
            subscriber.destroy();
        }
    }
}
