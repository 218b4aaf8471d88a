package io.mededge.global.intake;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topics of the global cluster: what regions send, and what could not be read of it. Copies of a record are the cluster's default. */
public final class KafkaTopics {
    static final List<String> ALL = List.of("outbound.devices", "outbound.aggregates", DeadLetters.TOPIC);

    private KafkaTopics() {}

    /**
     * Creates the topics that are missing. Blocks.
     *
     * @throws TimeoutException if Kafka did not answer within the deadline
     * @throws ExecutionException if Kafka refused
     */
    public static void create(String bootstrapServers, int partitions, Duration deadline)
            throws ExecutionException, TimeoutException, InterruptedException {
        var millis = (int) deadline.toMillis();
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        try (var admin = Admin.create(settings)) {
            var topics = ALL.stream()
                    .map(name -> new NewTopic(name, Optional.of(partitions), Optional.empty()))
                    .toList();
            for (var created : admin.createTopics(topics).values().values()) {
                try {
                    created.get(millis, TimeUnit.MILLISECONDS);
                } catch (ExecutionException refused) {
                    if (!(refused.getCause() instanceof TopicExistsException)) {
                        throw refused;
                    }
                }
            }
        }
    }
}
