package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.probe.Probe;
import io.mededge.infra.devstack.process.ProcessSpec;
import io.mededge.infra.devstack.process.ProcessSpec.Preparation;
import io.mededge.infra.devstack.process.Stage;
import io.mededge.infra.devstack.process.StopSignal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A Kafka cluster of one node that is broker and controller. */
final class Kafka {
    private static final String MODULE = "infra/backends/kafka";

    private Kafka() {}

    static Component regional(Site site, int region) {
        return component(
                site, Part.KAFKA_REGIONAL, PortName.KAFKA_REGIONAL, PortName.KAFKA_REGIONAL_CONTROLLER, region);
    }

    static Component global(Site site) {
        return component(site, Part.KAFKA_GLOBAL, PortName.KAFKA_GLOBAL, PortName.KAFKA_GLOBAL_CONTROLLER, 1);
    }

    private static Component component(Site site, Part part, PortName broker, PortName controller, int number) {
        var name = part.processName(number);
        var properties = site.configuration(name + ".properties");
        var logging = site.configuration(name + "-log4j2.properties");
        var storage = site.data().of(name).resolve("log");
        var spec = new ProcessSpec(
                name,
                Stage.STORE,
                StopSignal.TERM,
                Set.of(),
                site.port(broker, number),
                java(site, name, logging, 256)
                        .flags("-Xms96m", "-XX:MaxDirectMemorySize=64m")
                        .main(classPath(site), "kafka.Kafka", properties.toString())
                        .words(),
                site.environment(name),
                format(site, name, properties, logging, storage),
                Probe.kafka(site.port(broker, number)),
                Duration.ofSeconds(60));
        return new Component(
                spec,
                List.of(PortUse.of(site, broker, number, 1), PortUse.of(site, controller, number, 1)),
                Map.of(
                        properties,
                        properties(site.endpoint(broker, number), site.endpoint(controller, number), storage),
                        logging,
                        LOGGING),
                List.of(),
                Map.of(broker.label(number), site.endpoint(broker, number)),
                Files.isDirectory(site.project().libraries(MODULE))
                        ? List.of()
                        : List.of("Kafka is not there: " + MODULE + "/target/lib is missing; build the project"));
    }

    /** {@code --ignore-formatted} would make this harmless too, but costs a second of a JVM at every start. */
    private static Preparation format(Site site, String name, Path properties, Path logging, Path storage) {
        return () -> {
            if (!Files.exists(storage.resolve("meta.properties"))) {
                Files.createDirectories(site.data().temporary(name));
                var command = java(site, name, logging, 128)
                        .main(
                                classPath(site),
                                "kafka.tools.StorageTool",
                                "format",
                                "--ignore-formatted",
                                "-t",
                                clusterId(),
                                "-c",
                                properties.toString());
                new Tool(command.words(), site.environment(name), site.data().log(name)).run("");
            }
        };
    }

    private static JavaCommand java(Site site, String name, Path logging, int heapMiB) {
        return new JavaCommand(Jdk.running(), site.data(), name, heapMiB)
                .flags("-Dlog4j2.configurationFile=" + logging, "-Dlog4j2.disableJmx=true");
    }

    private static List<String> classPath(Site site) {
        return List.of(site.project().libraries(MODULE) + "/*");
    }

    /** Kafka's own form of a UUID: 16 bytes, base 64 for URLs, and no dash in front, which would look like an option. */
    private static String clusterId() {
        String id;
        do {
            var uuid = UUID.randomUUID();
            var bytes = ByteBuffer.allocate(16)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .array();
            id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        } while (id.startsWith("-"));
        return id;
    }

    private static String properties(String broker, String controller, Path storage) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@%2$s
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://%1$s,CONTROLLER://%2$s
                advertised.listeners=PLAINTEXT://%1$s
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                inter.broker.listener.name=PLAINTEXT
                log.dirs=%3$s
                # a single copy: what is acknowledged must be on the disk, not only in its cache
                log.flush.interval.messages=1
                auto.create.topics.enable=false
                num.partitions=3
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=3
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=3
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                # after a kill, the new process is refused until the old one's session ends
                broker.session.timeout.ms=3000
                broker.heartbeat.interval.ms=500
                num.network.threads=2
                num.io.threads=4
                log.cleaner.dedupe.buffer.size=16777216
                """.formatted(broker, controller, storage);
    }

    private static final String LOGGING = """
            appender.console.type=Console
            appender.console.name=console
            appender.console.layout.type=PatternLayout
            appender.console.layout.pattern=%d{ISO8601} %p %c{1} %m%n
            rootLogger.level=WARN
            rootLogger.appenderRef.console.ref=console
            logger.server.name=kafka.server.KafkaRaftServer
            logger.server.level=INFO
            """;
}
