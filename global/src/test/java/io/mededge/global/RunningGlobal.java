package io.mededge.global;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.infra.devstack.DevStack;
import io.mededge.infra.devstack.plan.Part;
import io.mededge.model.outbound.CatalogEntry;
import io.mededge.model.outbound.FacilityAggregate;
import io.mededge.model.outbound.GlobalBound;
import io.mededge.model.outbound.GlobalCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The packaged global tier with its real Kafka and Cassandra, as a region and a client see it. */
final class RunningGlobal implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DevStack stack = DevStack.start(Part.KAFKA_GLOBAL, Part.CASSANDRA, Part.GLOBAL);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(DEADLINE).build();
    private final KafkaProducer<String, byte[]> region = new KafkaProducer<>(
            Map.of("bootstrap.servers", stack.address("kafkaGlobal"), "acks", "all"),
            new StringSerializer(),
            new ByteArraySerializer());

    record Answer(int status, String type, String text, Map<String, List<String>> headers) {
        JsonNode json() throws IOException {
            return JSON.readTree(text);
        }
    }

    DevStack stack() {
        return stack;
    }

    /** Sends as a region does, and returns when Kafka has everything. */
    void send(List<? extends GlobalBound> contents) throws Exception {
        for (var content : contents) {
            var record = content instanceof CatalogEntry entry
                    ? new ProducerRecord<>(
                            "outbound.devices", entry.place() + "/" + entry.device(), GlobalCodec.encode(content))
                    : new ProducerRecord<>("outbound.aggregates", key(content), GlobalCodec.encode(content));
            var unused = region.send(record);
        }
        region.flush();
    }

    void sendBytes(String topic, byte[] bytes) throws ExecutionException, InterruptedException, TimeoutException {
        region.send(new ProducerRecord<>(topic, "key", bytes)).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private static String key(GlobalBound content) {
        return content instanceof FacilityAggregate aggregate ? aggregate.place() + "/" + aggregate.metric() : "";
    }

    Answer get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(stack.address("globalPage") + path))
                .timeout(DEADLINE)
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(
                response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""),
                response.body(),
                response.headers().map());
    }

    /** The beginning of the page's server-sent events. */
    List<String> events(int lines) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(stack.address("globalPage") + "/events"))
                .timeout(DEADLINE)
                .build();
        try (var stream =
                http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            return stream.limit(lines).toList();
        }
    }

    /** The value of a counter in {@code /q/metrics}, by its name and labels. */
    long counter(String series) throws IOException, InterruptedException {
        return get("/q/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /** All records of a topic so far. */
    List<ConsumerRecord<String, byte[]>> records(String topic) {
        var settings = Map.<String, Object>of("bootstrap.servers", stack.address("kafkaGlobal"));
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            var ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var records = new ArrayList<ConsumerRecord<String, byte[]>>();
            var until = System.nanoTime() + DEADLINE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())
                    && System.nanoTime() < until) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    /** STOP makes a process hang, CONT lets it go on. */
    void signal(String process, String signal) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(stack.pid(process))).start();
        if (!kill.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IllegalStateException("cannot signal " + process);
        }
    }

    long residentMiB() throws IOException {
        var status = Files.readString(Path.of("/proc/" + stack.pid("global") + "/status"));
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        region.close(DEADLINE);
        stack.close();
    }
}
