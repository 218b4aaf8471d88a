package io.mededge.regional.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.TelemetryCodec;
import io.mededge.regional.FaultTally;
import io.mededge.regional.RegionBackends;
import io.mededge.regional.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a gateway's message over a real broker and a real Kafka to rows in a real PostgreSQL, and the acknowledgement back. */
@QuarkusTest
@QuarkusTestResource(RegionBackends.class)
class IngestIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @Inject
    Database database;

    @Inject
    Intake intake;

    @Inject
    FaultTally faults;

    @Inject
    IngestFigures figures;

    private final String kafka = ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);

    @BeforeEach
    void connected() {
        await().atMost(DEADLINE).until(intake::isConnected);
    }

    @Test
    void repeatedReorderedAndOverlappingBatchesAreStoredOnceAndAcknowledged() throws Exception {
        var stream = Batches.telemetry("A-01-hd");
        var batches = new ArrayList<Batch>(Batches.cut(stream, 500, 7));
        batches.addAll(Batches.cut(stream, 500, 11));
        batches.addAll(Batches.cut(stream, 300, 1));
        Collections.shuffle(batches, new Random(17));

        try (var gateway = new GatewayDouble()) {
            for (var batch : batches) {
                gateway.send(batch);
            }
            await().atMost(DEADLINE)
                    .untilAsserted(
                            () -> assertThat(gateway.acknowledged(key(stream))).isEqualTo("{[1,501)}"));
            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(received(stream)).isEqualTo("{[1,501)}"));
        }

        assertThat(stored(stream)).isEqualTo(Map.of("rows", 1_000L, "distinct", 1_000L));
    }

    @Test
    void eventsComeByTheirOwnTopicAndAreAcknowledgedToo() throws Exception {
        var stream = Batches.events("A-02-hd");
        try (var gateway = new GatewayDouble()) {
            gateway.send(Descriptions.of(stream, 1, Batches.START));

            await().atMost(DEADLINE)
                    .untilAsserted(
                            () -> assertThat(gateway.acknowledged(key(stream))).isEqualTo("{[1,2)}"));
        }

        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(count("select count(*) from device where device = 'A-02-hd'"))
                        .isEqualTo(1));
        assertThat(count("select count(*) from series where device = 'A-02-hd' and kind is not null"))
                .isEqualTo(3);
    }

    @Test
    void whatCannotBeReadIsSetAsideWithItsReasonAndBlocksNothing() throws Exception {
        var stream = Batches.telemetry("A-03-hd");
        var malformedBefore = faults.count(FaultCode.INTAKE_MALFORMED);
        var tooLargeBefore = faults.count(FaultCode.INTAKE_TOO_LARGE);
        var mismatchBefore = faults.count(FaultCode.INTAKE_TOPIC_MISMATCH);
        var garbage = "no protobuf: A-03-hd".getBytes(StandardCharsets.UTF_8);

        try (var gateway = new GatewayDouble();
                var letters = deadLetters()) {
            gateway.send("devices/region-1/facility-1/A-03-hd/telemetry", garbage, 0);
            gateway.send("devices/region-1/facility-1/A-03-hd/status", garbage, 1);
            gateway.send(
                    "devices/region-1/facility-1/A-04-hd/telemetry",
                    TelemetryCodec.encode(Batches.samples(stream, 1)),
                    0);
            gateway.send("devices/region-1/facility-1/A-03-hd/telemetry", new byte[Batch.MAX_BYTES + 1], 0);
            gateway.send(Batches.samples(stream, 1, 2));

            await().atMost(DEADLINE)
                    .untilAsserted(
                            () -> assertThat(gateway.acknowledged(key(stream))).isEqualTo("{[1,3)}"));
            assertThat(faults.count(FaultCode.INTAKE_TOO_LARGE)).isEqualTo(tooLargeBefore + 1);
            assertThat(faults.count(FaultCode.INTAKE_MALFORMED)).isEqualTo(malformedBefore + 2);
            assertThat(faults.count(FaultCode.INTAKE_TOPIC_MISMATCH)).isEqualTo(mismatchBefore + 1);
            assertThat(read(letters, 4))
                    .extracting(letter -> header(letter, "fault"))
                    .containsExactlyInAnyOrder("ME-501", "ME-501", "ME-502", "ME-503");
        }
    }

    @Test
    void whatIsPoisonedInKafkaIsSetAsideAndBlocksNothing() throws Exception {
        var stream = Batches.telemetry("A-05-hd");
        try (var producer = producer();
                var letters = deadLetters()) {
            var poison = new byte[] {1, 2, 3};
            producer.send(new ProducerRecord<>(KafkaTopics.TELEMETRY, "facility-1/A-05-hd", poison))
                    .get();
            var good = TelemetryCodec.encode(Batches.samples(stream, 1));
            producer.send(new ProducerRecord<>(KafkaTopics.TELEMETRY, "facility-1/A-05-hd", good))
                    .get();

            await().atMost(DEADLINE)
                    .untilAsserted(() -> assertThat(received(stream)).isEqualTo("{[1,2)}"));
            assertThat(read(letters, 1)).allSatisfy(letter -> {
                assertThat(header(letter, "mqtt-topic")).isEqualTo(KafkaTopics.TELEMETRY);
                assertThat(header(letter, "reason")).isNotBlank();
                assertThat(letter.value()).isEqualTo(poison);
            });
        }
    }

    /** Prints what a value costs; two facilities' worth of machines, each with 20 values twice a second, as fast as it goes. */
    @Test
    void throughput() throws Exception {
        var start = Instant.now().minusSeconds(300).truncatedTo(ChronoUnit.MINUTES);
        var samplesBefore = figures.samples();
        var cpuBefore = cpuNanos();
        var began = System.nanoTime();
        var machines = 104;
        var polls = 200;

        try (var gateway = new GatewayDouble()) {
            for (var poll = 1; poll <= polls; poll++) {
                for (var machine = 0; machine < machines; machine++) {
                    gateway.send(Descriptions.poll(Batches.telemetry("T-" + machine), poll, start));
                }
            }
            var expected = samplesBefore + 20L * machines * polls;
            await().atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(figures.samples()).isEqualTo(expected));
        }

        var values = 20.0 * machines * polls;
        var seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "ingest: %,.0f values in %.1f s = %,.0f values/s; CPU of this JVM (gateway double included) %.2f µs/value%n",
                values, seconds, values / seconds, (cpuNanos() - cpuBefore) / 1e3 / values);
        assertThat(count("select count(*) from sample where series in (select id from series where device like 'T-%')"))
                .isEqualTo(20L * machines * polls);
    }

    /** Prints how long a value takes from the gateway to a query of the database, beside the load of 52 machines polled twice a second. */
    @Test
    void latency() throws Exception {
        var probe = Batches.telemetry("L-probe");
        var millis = new ArrayList<Double>();
        var load = Executors.newSingleThreadScheduledExecutor();
        try (var machines = new GatewayDouble("gateway-1-load");
                var gateway = new GatewayDouble()) {
            var polls = new AtomicInteger();
            var unused = load.scheduleAtFixedRate(
                    () -> sendQuietly(machines, polls.incrementAndGet()), 0, 10, TimeUnit.MILLISECONDS);
            for (var sequence = 1; sequence <= 150; sequence++) {
                var sent = System.nanoTime();
                gateway.send(Batches.one(probe, sequence, Instant.now(), Batches.sample(sequence)));
                var expected = "{[1," + (sequence + 1) + ")}";
                await().atMost(DEADLINE)
                        .pollInterval(Duration.ofMillis(2))
                        .pollDelay(Duration.ZERO)
                        .until(() -> received(probe).equals(expected));
                millis.add((System.nanoTime() - sent) / 1e6);
                Thread.sleep(20 + sequence % 30);
            }
        } finally {
            load.shutdownNow();
        }

        var sorted = millis.stream().skip(50).sorted().toList();
        System.out.printf(
                "gateway to database at 100 messages/s: median %.0f ms, p90 %.0f ms, max %.0f ms of %d%n",
                sorted.get(sorted.size() / 2),
                sorted.get(sorted.size() * 9 / 10),
                sorted.get(sorted.size() - 1),
                sorted.size());
        assertThat(sorted.get(sorted.size() / 2)).as("median, ms").isLessThan(250);
    }

    private static void sendQuietly(GatewayDouble gateway, int number) {
        try {
            gateway.send(Descriptions.poll(Batches.telemetry("L-" + number % 52), 1 + number / 52, Instant.now()));
        } catch (MqttException closing) {
            // the load ends with its connection
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static GatewayDouble.Stream key(StreamId stream) {
        return new GatewayDouble.Stream(stream.device(), stream.streamClass(), stream.epoch());
    }

    private String received(StreamId stream) {
        var rows = database.execute(
                "select received::text from stream where device = $1 and class = $2",
                Tuple.of(stream.device().value(), (short) stream.streamClass().ordinal()));
        return rows.size() == 0 ? "{}" : rows.iterator().next().getString(0);
    }

    private Map<String, Long> stored(StreamId stream) {
        var row = database.execute("""
                        select count(*) as rows, count(distinct (sequence, series)) as distinct
                        from sample join stream on stream.id = sample.stream where device = $1 and class = $2""", Tuple.of(stream.device().value(), (short) StreamClass.TELEMETRY.ordinal()))
                .iterator()
                .next();
        return Map.of("rows", row.getLong("rows"), "distinct", row.getLong("distinct"));
    }

    private long count(String sql) {
        return database.execute(sql).iterator().next().getLong(0);
    }

    private KafkaProducer<String, byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka), new StringSerializer(), new ByteArraySerializer());
    }

    /** Reads dead letters that are written from now on. */
    private KafkaConsumer<String, byte[]> deadLetters() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka);
        var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(KafkaTopics.DEAD_LETTERS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return consumer;
    }

    private static List<ConsumerRecord<String, byte[]>> read(KafkaConsumer<String, byte[]> consumer, int count) {
        var letters = new ArrayList<ConsumerRecord<String, byte[]>>();
        await().atMost(DEADLINE).until(() -> {
            consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
            return letters.size() >= count;
        });
        return letters;
    }

    private static String header(ConsumerRecord<String, byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
