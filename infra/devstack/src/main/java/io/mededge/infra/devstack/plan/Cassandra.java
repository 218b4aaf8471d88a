package io.mededge.infra.devstack.plan;

import io.mededge.infra.devstack.probe.Probe;
import io.mededge.infra.devstack.process.ProcessSpec;
import io.mededge.infra.devstack.process.ProcessSpec.Preparation;
import io.mededge.infra.devstack.process.Stage;
import io.mededge.infra.devstack.process.StopSignal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One Cassandra node; needs a Java 17 of its own where everything else runs on a newer one. */
final class Cassandra {
    private static final String MODULE = "infra/backends/cassandra";
    private static final List<String> EXPORTS = List.of(
            "java.base/jdk.internal.misc",
            "java.base/java.lang.ref",
            "java.management.rmi/com.sun.jmx.remote.internal.rmi",
            "java.rmi/sun.rmi.registry",
            "java.rmi/sun.rmi.server",
            "java.sql/java.sql",
            "jdk.unsupported/sun.misc");
    private static final List<String> OPENS = List.of(
            "java.base/java.io",
            "java.base/java.lang",
            "java.base/java.lang.module",
            "java.base/java.lang.reflect",
            "java.base/java.nio",
            "java.base/java.util",
            "java.base/java.util.concurrent",
            "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.loader",
            "java.base/jdk.internal.math",
            "java.base/jdk.internal.module",
            "java.base/jdk.internal.ref",
            "java.base/jdk.internal.reflect",
            "java.base/jdk.internal.util.jar",
            "java.base/sun.nio.ch",
            "jdk.management/com.sun.management.internal");

    private Cassandra() {}

    static Component component(Site site) {
        var name = Part.CASSANDRA.processName(1);
        var conf = site.configuration(name);
        var port = site.port(PortName.CASSANDRA, 1);
        var spec = new ProcessSpec(
                name,
                Stage.STORE,
                StopSignal.TERM,
                Set.of(),
                port,
                command(site, name, conf),
                site.environment(name),
                Preparation.NONE,
                Probe.cassandra(port),
                Duration.ofMinutes(2));
        return new Component(
                spec,
                List.of(PortUse.of(site, PortName.CASSANDRA, 1, 1), PortUse.of(site, PortName.CASSANDRA_STORAGE, 1, 1)),
                Map.of(
                        conf.resolve("cassandra.yaml"),
                        yaml(
                                port,
                                site.port(PortName.CASSANDRA_STORAGE, 1),
                                site.data().of(name)),
                        conf.resolve("cassandra-rackdc.properties"),
                        "dc=dc1\nrack=rack1\n",
                        conf.resolve("logback.xml"),
                        LOGGING),
                List.of(),
                Map.of(PortName.CASSANDRA.label(1), site.endpoint(PortName.CASSANDRA, 1)),
                obstacles(site));
    }

    private static List<String> obstacles(Site site) {
        var obstacles = new ArrayList<String>();
        if (site.project().library(MODULE, "jamm-").isEmpty()) {
            obstacles.add("Cassandra is not there: " + MODULE + "/target/lib is missing; build the project");
        }
        if (Jdk.find17().isEmpty()) {
            obstacles.add(
                    "Cassandra 5 runs on a JDK 17 only and none was found; install one (Debian: openjdk-17-jdk-headless)"
                            + " and, if it is not under /usr/lib/jvm, point " + Jdk.HOME_17 + " to it");
        }
        return obstacles;
    }

    private static List<String> command(Site site, String name, Path conf) {
        var java = new JavaCommand(Jdk.find17().orElse(Jdk.running()), site.data(), name, 384)
                .flags("-Xms384m", "-XX:MaxDirectMemorySize=128m", "-Xss384k");
        EXPORTS.forEach(entry -> java.flags("--add-exports", entry + "=ALL-UNNAMED"));
        OPENS.forEach(entry -> java.flags("--add-opens", entry + "=ALL-UNNAMED"));
        site.project().library(MODULE, "jamm-").ifPresent(jamm -> java.flags("-javaagent:" + jamm));
        return java.flags(
                        "-Djdk.attach.allowAttachSelf=true",
                        "-Dio.netty.tryReflectionSetAccessible=true",
                        "-Dcassandra.config=file://" + conf.resolve("cassandra.yaml"),
                        "-Dcassandra.storagedir=" + site.data().of(name),
                        "-Dcassandra.logdir=" + site.data().logs(),
                        "-Dcassandra-foreground=yes",
                        "-Dcassandra.jmx.local.port=0",
                        "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                        "-Dcassandra.ring_delay_ms=100",
                        "-Dcassandra.superuser_setup_delay_ms=0",
                        "-Dcassandra.available_processors=2",
                        "-Dlogback.configurationFile=file://" + conf.resolve("logback.xml"))
                .main(
                        List.of(conf.toString(), site.project().libraries(MODULE) + "/*"),
                        "org.apache.cassandra.service.CassandraDaemon")
                .words();
    }

    /** {@code group}: a write is acknowledged only after its commit log is on the disk; the default forgets up to ten seconds in a power cut. */
    private static String yaml(int port, int storagePort, Path data) {
        return """
                cluster_name: mededge
                num_tokens: 4
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                endpoint_snitch: GossipingPropertyFileSnitch
                listen_address: 127.0.0.1
                rpc_address: 127.0.0.1
                native_transport_port: %1$d
                storage_port: %2$d
                auto_bootstrap: false
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters:
                      - seeds: "127.0.0.1:%2$d"
                data_file_directories: ["%3$s/data"]
                commitlog_directory: "%3$s/commitlog"
                saved_caches_directory: "%3$s/saved_caches"
                hints_directory: "%3$s/hints"
                cdc_raw_directory: "%3$s/cdc_raw"
                commitlog_sync: group
                commitlog_sync_group_window: 10ms
                commitlog_segment_size: 8MiB
                commitlog_total_space: 64MiB
                memtable_heap_space: 64MiB
                memtable_offheap_space: 32MiB
                memtable_allocation_type: heap_buffers
                key_cache_size: 8MiB
                counter_cache_size: 0MiB
                file_cache_size: 32MiB
                networking_cache_size: 16MiB
                concurrent_reads: 8
                concurrent_writes: 8
                concurrent_compactors: 1
                disk_access_mode: standard
                authenticator: AllowAllAuthenticator
                authorizer: AllowAllAuthorizer
                """.formatted(port, storagePort, data);
    }

    private static final String LOGGING = """
            <configuration>
              <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%date{HH:mm:ss.SSS} %-5level %logger{0} %msg%n</pattern></encoder>
              </appender>
              <root level="WARN"><appender-ref ref="console"/></root>
              <logger name="org.apache.cassandra.service" level="INFO"/>
            </configuration>
            """;
}
