package io.mededge.global;

import io.mededge.global.catalog.Catalog;
import io.mededge.global.database.CassandraStore;
import io.mededge.global.fault.Faults;
import io.mededge.global.fleet.Aggregates;
import io.mededge.global.fleet.FleetConfig;
import io.mededge.global.fleet.FleetOverview;
import io.mededge.global.intake.IntakeConfig;
import io.mededge.global.intake.KafkaLink;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The global tier, wired top to bottom: Kafka → intake → Cassandra → catalog and fleet → APIs and page. What is not made here is found by its annotation:
 * {@code CatalogIntake} and {@code AggregateIntake} (Kafka), {@code CatalogApi}, {@code FleetApi}, {@code FleetStream} and {@code FleetPage} (HTTP).
 */
@ApplicationScoped
public class Global {
    private final GlobalConfig config;
    private final String kafka;

    /** Connecting, counting, asking Kafka: never a request of a client. */
    private final ScheduledExecutorService background = Executors.newScheduledThreadPool(1, task -> {
        var thread = new Thread(task, "global-background");
        thread.setDaemon(true);
        return thread;
    });

    Global(GlobalConfig config, @ConfigProperty(name = "kafka.bootstrap.servers") String kafka) {
        this.config = config;
        this.kafka = kafka;
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    Faults faults(MeterRegistry registry) {
        return new Faults(registry);
    }

    @Produces
    @Singleton
    CassandraStore cassandra() {
        var tables = Stream.concat(Catalog.tables().stream(), Aggregates.tables().stream())
                .toList();
        return new CassandraStore(config.cassandra(), tables, background);
    }

    @Produces
    @Singleton
    KafkaLink kafkaLink() {
        return new KafkaLink(kafka, config.intake(), background);
    }

    @Produces
    @Singleton
    IntakeConfig intakeConfig() {
        return config.intake();
    }

    @Produces
    @Singleton
    FleetConfig fleetConfig() {
        return config.fleet();
    }

    @Produces
    @Singleton
    Catalog catalog(CassandraStore cassandra, Clock clock) {
        return new Catalog(cassandra, config.catalog(), clock);
    }

    @Produces
    @Singleton
    Aggregates aggregates(CassandraStore cassandra, Clock clock) {
        return new Aggregates(cassandra, clock);
    }

    @Produces
    @Singleton
    FleetOverview fleetOverview(Catalog catalog, Clock clock) {
        return new FleetOverview(catalog, config.fleet(), clock, background);
    }

    /** Before the intake, which tells by itself when it has to wait. */
    void start(
            @Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event,
            KafkaLink kafka,
            CassandraStore cassandra,
            FleetOverview overview) {
        kafka.start();
        cassandra.start();
        overview.start();
    }

    void stop(@Observes ShutdownEvent event, KafkaLink kafka, CassandraStore cassandra) {
        background.shutdownNow();
        kafka.close();
        cassandra.close();
    }
}
