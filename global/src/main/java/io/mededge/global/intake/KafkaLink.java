package io.mededge.global.intake;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether the global Kafka answers. Creates the topics that are missing, then asks the cluster again and again in the background, so that readiness is
 * known at once: a question to a cluster that is away takes its whole timeout. Copies of a record are the cluster's default.
 */
public final class KafkaLink implements AutoCloseable {
    private static final List<String> TOPICS = List.of("outbound.devices", "outbound.aggregates", DeadLetters.TOPIC);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int TIMEOUT_MS = 3_000;

    /** An answer that is older says nothing about now. */
    private static final Duration FRESH = Duration.ofSeconds(8);

    private static final Logger LOG = Logger.getLogger(KafkaLink.class);

    private final Map<String, Object> settings;
    private final int partitions;
    private final ScheduledExecutorService background;
    private @Nullable Admin admin;
    private volatile boolean topicsExist;
    private volatile boolean answering;
    private volatile long answeredNanos;

    public KafkaLink(String bootstrapServers, IntakeConfig config, ScheduledExecutorService background) {
        this.settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.CLIENT_ID_CONFIG, "global-link",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        this.partitions = config.topicPartitions();
        this.background = background;
    }

    /** Starts asking and returns. */
    public void start() {
        background.execute(this::ask);
    }

    /** Whether the topics exist and the cluster answered a moment ago. */
    public boolean ready() {
        return topicsExist && answering && System.nanoTime() - answeredNanos < FRESH.toNanos();
    }

    @Override
    public void close() {
        var open = admin;
        if (open != null) {
            open.close(Duration.ofMillis(TIMEOUT_MS));
        }
    }

    private void ask() {
        answer().whenComplete((answer, failure) -> {
            if ((failure == null) != answering) {
                LOG.infof(failure == null ? "Kafka answers" : "Kafka does not answer: %s", failure);
            }
            answering = failure == null;
            if (answering) {
                topicsExist = true;
                answeredNanos = System.nanoTime();
            }
            if (!background.isShutdown()) {
                var unused = background.schedule(this::ask, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    private CompletionStage<?> answer() {
        try {
            var open = admin();
            return topicsExist
                    ? open.describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MS))
                            .nodes()
                            .toCompletionStage()
                    : createTopics(open);
        } catch (RuntimeException unusable) {
            return CompletableFuture.failedStage(unusable);
        }
    }

    /** Used by one thread only. */
    private Admin admin() {
        var open = admin;
        if (open == null) {
            open = Admin.create(settings);
            admin = open;
        }
        return open;
    }

    private CompletionStage<?> createTopics(Admin open) {
        return open.listTopics(new ListTopicsOptions().timeoutMs(TIMEOUT_MS))
                .names()
                .toCompletionStage()
                .thenCompose(existing -> {
                    var missing = TOPICS.stream()
                            .filter(name -> !existing.contains(name))
                            .map(name -> new NewTopic(name, Optional.of(partitions), Optional.empty()))
                            .toList();
                    // when somebody else creates one of them meanwhile this fails, and works when asked again
                    return open.createTopics(missing).all().toCompletionStage();
                });
    }
}
