package io.mededge.regional;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.RegionId;
import io.mededge.model.tls.MutualTls;
import io.mededge.regional.analytics.Aggregator;
import io.mededge.regional.completeness.CompletenessCheck;
import io.mededge.regional.completeness.CompletenessReader;
import io.mededge.regional.completeness.EvidenceReader;
import io.mededge.regional.completeness.GatewayKeys;
import io.mededge.regional.completeness.Retention;
import io.mededge.regional.database.Database;
import io.mededge.regional.deid.GlobalUplink;
import io.mededge.regional.device.DeviceRegistry;
import io.mededge.regional.ingest.DeadLetters;
import io.mededge.regional.ingest.IngestFigures;
import io.mededge.regional.ingest.Intake;
import io.mededge.regional.ingest.KafkaTopics;
import io.mededge.regional.ingest.Partitions;
import io.mededge.regional.ingest.SampleStore;
import io.mededge.regional.ingest.SteadyStore;
import io.mededge.regional.kafka.KafkaCluster;
import io.mededge.regional.monitor.OverviewReader;
import io.mededge.regional.monitor.RegionMeters;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Wires the features of this tier: the constructor says who gets what, {@link #start} and {@link #stop} in which order they live, the scheduled methods
 * what happens by the clock.
 */
@Singleton
public class Regional {
    private static final Logger LOG = Logger.getLogger(Regional.class);

    /** Before the channels start to consume, which would need what is prepared here. */
    private static final int BEFORE_CHANNELS = 100;

    private static final int KAFKA_BUFFER_BYTES = 16 * 1024 * 1024;
    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(5);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final RegionalConfig config;
    private final RegionId region;
    private final Database database;
    private final FaultTally faults;
    private final IngestFigures figures = new IngestFigures();
    private final KafkaCluster cluster;
    private final Producer<String, byte[]> producer;
    private final DeadLetters deadLetters;
    private final Intake intake;
    private final Partitions partitions;
    private final SteadyStore store;
    private final DeviceRegistry registry;
    private final Aggregator aggregator;
    private final CompletenessCheck completeness;
    private final GatewayKeys gatewayKeys;
    private final Retention retention;
    private final Optional<GlobalUplink> uplink;
    private final OverviewReader overview;

    Regional(
            RegionalConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            Pool pool,
            MeterRegistry meters) {
        this.config = config;
        var clock = Clock.systemUTC();
        region = new RegionId(config.id());
        database = new Database(pool);
        faults = new FaultTally(meters);

        cluster = new KafkaCluster(bootstrapServers, "regional");
        producer = cluster.producer(KAFKA_BUFFER_BYTES, KAFKA_PATIENCE);
        deadLetters = new DeadLetters(producer);
        intake = new Intake(intakeSettings(), producer, deadLetters, figures, faults);

        partitions = new Partitions(database, clock);
        var samples = new SampleStore(database, region, config.ingest().lateness(), clock, figures);
        store = new SteadyStore(samples, deadLetters, faults);

        registry = new DeviceRegistry(database);
        aggregator = new Aggregator(database, clock, config.aggregation().keep());
        gatewayKeys = new GatewayKeys(config.completeness().gatewayKeys());
        completeness = new CompletenessCheck(database, region, gatewayKeys, clock, faults, intake::answer);
        retention = new Retention(database, config.completeness().keep(), clock);
        uplink = config.outbound()
                .bootstrapServers()
                .map(servers -> new GlobalUplink(
                        region, registry, aggregator, new KafkaCluster(servers, "outbound"), clock, faults));

        overview = new OverviewReader(
                region, database, registry, cluster, intake, figures, deadLetters, faults::count, clock);
        RegionMeters.bind(meters, intake, figures, deadLetters);
    }

    void start(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
        var created = partitions.prepare();
        LOG.infof("%d new partitions", created);
        cluster.createTopics(KafkaTopics.ALL, config.ingest().partitions());
        intake.open();
    }

    void stop(@Observes ShutdownEvent event) {
        store.close();
        intake.close();
        producer.close(CLOSE_DEADLINE);
        uplink.ifPresent(GlobalUplink::close);
        cluster.close();
    }

    @Scheduled(every = "${regional.aggregation.interval}", concurrentExecution = ConcurrentExecution.SKIP)
    void aggregate() {
        attempt("aggregating", aggregator::run);
    }

    @Scheduled(every = "${regional.outbound.interval}", concurrentExecution = ConcurrentExecution.SKIP)
    void tellTheWorld() {
        uplink.ifPresent(open -> attempt("telling the global cluster", open::run));
    }

    @Scheduled(every = "${regional.completeness.interval}", concurrentExecution = ConcurrentExecution.SKIP)
    void compareWithCertificates() {
        attempt("comparing with certificates", completeness::run);
    }

    @Scheduled(every = "1h", delayed = "1h")
    void keepHouse() {
        attempt("creating partitions", partitions::prepare);
        attempt("forgetting old minutes", aggregator::forget);
        attempt("forgetting old certificates", retention::run);
    }

    /** What happens by the clock happens again: a failure is counted and told in one line. */
    private void attempt(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failure) {
            faults.accept(FaultCode.STORE_FAILED);
            LOG.warnf("%s failed: %s", what, failure.toString());
        }
    }

    private Intake.Settings intakeSettings() {
        var mqtt = config.mqtt();
        var sockets = sockets(mqtt);
        var name = sockets == null ? config.id() : sockets.commonName();
        return new Intake.Settings(
                region,
                mqtt.url(),
                mqtt.clientId().orElse(name + "-intake"),
                sockets,
                mqtt.sessionExpiry(),
                Math.toIntExact(config.ingest().inFlight().asLongValue()),
                config.ingest().acknowledgeEvery());
    }

    private static @Nullable MutualTls sockets(RegionalConfig.Mqtt mqtt) {
        if (!"ssl".equals(mqtt.url().getScheme())) {
            return null;
        }
        try {
            return MutualTls.of(
                    mqtt.keyStore().orElseThrow(() -> missing("key-store")),
                    mqtt.trustStore().orElseThrow(() -> missing("trust-store")),
                    mqtt.passwordFile().orElseThrow(() -> missing("password-file")));
        } catch (IOException unusable) {
            throw new IllegalStateException(
                    FaultCode.CONFIG_INVALID.label() + ": the stores of regional.mqtt: " + unusable.getMessage(),
                    unusable);
        }
    }

    private static IllegalStateException missing(String key) {
        return new IllegalStateException(
                FaultCode.CONFIG_INVALID.label() + ": regional.mqtt." + key + " is needed for an ssl:// address");
    }

    @Produces
    @Singleton
    RegionId region() {
        return region;
    }

    @Produces
    @Singleton
    Database database() {
        return database;
    }

    @Produces
    @Singleton
    FaultTally faults() {
        return faults;
    }

    @Produces
    @Singleton
    IngestFigures figures() {
        return figures;
    }

    @Produces
    @Singleton
    DeadLetters deadLetters() {
        return deadLetters;
    }

    @Produces
    @Singleton
    Intake intake() {
        return intake;
    }

    @Produces
    @Singleton
    SteadyStore store() {
        return store;
    }

    @Produces
    @Singleton
    CompletenessReader completeness() {
        return new CompletenessReader(database);
    }

    @Produces
    @Singleton
    EvidenceReader evidence() {
        return new EvidenceReader(database, gatewayKeys);
    }

    @Produces
    @Singleton
    OverviewReader overview() {
        return overview;
    }
}
