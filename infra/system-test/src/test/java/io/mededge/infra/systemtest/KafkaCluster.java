package io.mededge.infra.systemtest;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A Kafka cluster, read from outside the applications. */
public record KafkaCluster(String bootstrapServers) {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(500);

    /** All topics, also the broker's own. */
    public Set<String> topics() {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return admin.listTopics(new ListTopicsOptions().listInternal(true))
                    .names()
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot list the topics of " + bootstrapServers, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Makes a topic of one partition. */
    public void createTopic(String topic) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                    .all()
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot create the topic " + topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Every record that these topics hold at the time of the call. */
    public void forEach(Collection<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        var settings = Map.<String, Object>of("bootstrap.servers", bootstrapServers, "enable.auto.commit", false);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = topics.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic, DEADLINE).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            var ends = consumer.endOffsets(partitions, DEADLINE);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var giveUp = System.nanoTime() + DEADLINE.toNanos();
            while (!reached(consumer, ends)) {
                if (System.nanoTime() > giveUp) {
                    throw new IllegalStateException("the topics were not read within " + DEADLINE);
                }
                consumer.poll(POLL).forEach(action);
            }
        }
    }

    /** Writes one batch, compressed as told ({@code none}, {@code gzip}, {@code lz4}, {@code snappy}, {@code zstd}). */
    public void write(String compression, List<ProducerRecord<byte[], byte[]>> records) {
        var settings = new Properties();
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("compression.type", compression);
        settings.put("linger.ms", 200);
        settings.put("acks", "all");
        settings.put("max.block.ms", DEADLINE.toMillis());
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            var sent = records.stream().map(producer::send).toList();
            for (var one : sent) {
                one.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not take the records", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static boolean reached(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), DEADLINE) >= end.getValue());
    }
}
