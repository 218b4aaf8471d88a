package io.mededge.regional.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.model.id.StreamId;
import io.mededge.model.telemetry.Batch;
import io.mededge.regional.RegionBackends;
import io.mededge.regional.database.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backends die under the running tier and come back. */
@QuarkusTest
@QuarkusTestResource(RegionBackends.class)
class OutageIT {
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    @Inject
    Database database;

    @Inject
    Intake intake;

    @Inject
    SteadyStore store;

    @BeforeEach
    void connected() {
        await().atMost(DEADLINE).until(intake::isConnected);
    }

    @Test
    void whenTheBrokerComesBackTheIntakeDoesToo() throws Exception {
        kill("broker");
        await().atMost(DEADLINE).until(() -> !intake.isConnected());
        await().atMost(DEADLINE).until(intake::isConnected);

        var stream = Batches.telemetry("O-01");
        try (var gateway = new GatewayDouble()) {
            gateway.send(Batches.samples(stream, 1, 2, 3));
            awaitAcknowledged(gateway, stream, "{[1,4)}");
        }
    }

    @Test
    void whileTheDatabaseIsAwayRecordsAreAcknowledgedAndStoredOnceLater() throws Exception {
        var stream = Batches.telemetry("O-02");
        try (var gateway = new GatewayDouble()) {
            gateway.send(Batches.samples(stream, 1));
            awaitAcknowledged(gateway, stream, "{[1,2)}");

            kill("postgres");
            for (Batch batch : Batches.cut(stream, 200, 3)) {
                gateway.send(batch);
            }
            awaitAcknowledged(gateway, stream, "{[1,201)}");
        }

        await().atMost(DEADLINE)
                .ignoreExceptions()
                .until(() -> "{[1,201)}".equals(text("select received::text from stream where device = $1")));
        assertThat(text("select count(*)::text from sample join stream on id = stream where device = $1"))
                .isEqualTo("400");
        assertThat(store.isStoring()).isTrue();
    }

    private static void kill(String process) throws Exception {
        var pid = ConfigProvider.getConfig().getValue("test.pid." + process, Long.class);
        var handle = ProcessHandle.of(pid).orElseThrow();
        handle.destroyForcibly();
        assertThat(handle.onExit().get().isAlive()).isFalse();
    }

    private static void awaitAcknowledged(GatewayDouble gateway, StreamId stream, String multirange) {
        var key = new GatewayDouble.Stream(stream.device(), stream.streamClass(), stream.epoch());
        await().atMost(DEADLINE)
                .untilAsserted(() -> assertThat(gateway.acknowledged(key)).isEqualTo(multirange));
    }

    private String text(String sql) {
        return database.execute(sql, Tuple.of("O-02")).iterator().next().getString(0);
    }
}
