package io.mededge.regional.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One cluster. Making this connects to nothing; every question has a deadline. */
public final class KafkaCluster implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KafkaCluster.class);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final Duration LAG_DEADLINE = Duration.ofSeconds(2);

    private final String bootstrapServers;
    private final String clientId;
    private @Nullable Admin admin;

    /** @param clientId tells connections apart in the cluster's logs */
    public KafkaCluster(String bootstrapServers, String clientId) {
        this.bootstrapServers = bootstrapServers;
        this.clientId = clientId;
    }

    /**
     * A producer that keeps order, writes once and only believes in what enough brokers hold.
     *
     * @param bufferBytes bound of what waits to be sent
     * @param patience bound of a send's wait for the cluster, on the calling thread
     */
    public Producer<String, byte[]> producer(int bufferBytes, Duration patience) {
        var settings = common(DEADLINE);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 2);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferBytes);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, patience.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int)
                DEADLINE.multipliedBy(2).toMillis());
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /** Creates the topics that are missing. Returns whether all are there now. */
    public boolean createTopics(Collection<String> names, int partitions) {
        var topics = names.stream()
                .map(name -> new NewTopic(name, Optional.of(partitions), Optional.empty()))
                .toList();
        try {
            for (var topic : admin().createTopics(topics).values().values()) {
                try {
                    topic.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
                } catch (ExecutionException refused) {
                    if (!(refused.getCause() instanceof TopicExistsException)) {
                        throw refused;
                    }
                }
            }
            return true;
        } catch (ExecutionException | TimeoutException | KafkaException notReached) {
            LOG.warnf("cannot create topics %s at %s: %s", names, bootstrapServers, notReached.toString());
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How many records of these topics a consumer group has still to take; empty when the cluster does not answer. */
    public OptionalLong lag(String group, Collection<String> topics) {
        try {
            var committed = admin().listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(LAG_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            var latest = new HashMap<TopicPartition, OffsetSpec>();
            committed.keySet().stream()
                    .filter(partition -> topics.contains(partition.topic()))
                    .forEach(partition -> latest.put(partition, OffsetSpec.latest()));
            var ends = admin().listOffsets(latest).all().get(LAG_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            var lag = 0L;
            for (var end : ends.entrySet()) {
                var offset = committed.get(end.getKey());
                lag += offset == null ? 0 : Math.max(0, end.getValue().offset() - offset.offset());
            }
            return OptionalLong.of(lag);
        } catch (ExecutionException | TimeoutException | KafkaException notReached) {
            LOG.debugf("no lag of %s: %s", group, notReached.toString());
            return OptionalLong.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
            admin = null;
        }
    }

    private synchronized Admin admin() {
        var open = admin;
        if (open == null) {
            var settings = common(DEADLINE);
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) DEADLINE.toMillis());
            open = Admin.create(settings);
            admin = open;
        }
        return open;
    }

    private Map<String, Object> common(Duration requestTimeout) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) requestTimeout.toMillis());
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 10_000);
        return settings;
    }
}
