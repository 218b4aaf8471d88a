package io.mededge.regional.deid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.CatalogEntry;
import io.mededge.model.outbound.FacilityAggregate;
import io.mededge.model.outbound.GlobalBound;
import io.mededge.model.outbound.GlobalCodec;
import io.mededge.model.safety.Hazard;
import io.mededge.regional.RegionBackends;
import io.mededge.regional.analytics.Aggregator;
import io.mededge.regional.database.Database;
import io.mededge.regional.device.DeviceRegistry;
import io.mededge.regional.kafka.KafkaCluster;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(RegionBackends.class)
class GlobalUplinkIT {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final String kafka = ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    private final List<FaultCode> faults = new ArrayList<>();

    @Inject
    Database database;

    @BeforeEach
    void onlyWhatThisTestStores() {
        database.execute("delete from facility_hour");
        database.execute("delete from device");
        storeHour("venous-pressure", 11, 1);
        storeHour("uf-rate", 10, 1);
        storeDevice("A-01-hd", "1.4");
    }

    @Test
    void onlyLargeGroupsAndTypedDeviceFactsLeaveAndOnlyOnce() {
        try (var uplink = uplink(kafka);
                var world = world(GlobalUplink.DEVICES, GlobalUplink.AGGREGATES)) {
            uplink.run();
            uplink.run();

            var told = read(world, 2);
            assertThat(told.get("region-1/facility-1/A-01-hd")).isInstanceOfSatisfying(CatalogEntry.class, entry -> {
                assertThat(entry.firmware().value()).isEqualTo("1.4");
                assertThat(entry.serial().value()).isEqualTo("unknown");
            });
            assertThat(told.get("region-1/facility-1/venous-pressure"))
                    .isInstanceOfSatisfying(
                            FacilityAggregate.class,
                            aggregate -> assertThat(aggregate.contributors()).isEqualTo(11));
            assertThat(told).hasSize(2);
            assertThat(faults).containsExactly(FaultCode.OUTBOUND_REFUSED);

            storeDevice("A-01-hd", "1.5");
            storeHour("venous-pressure", 12, 2);
            uplink.run();

            var corrected = read(world, 2);
            assertThat(corrected.get("region-1/facility-1/venous-pressure"))
                    .isInstanceOfSatisfying(
                            FacilityAggregate.class,
                            aggregate -> assertThat(aggregate.revision()).isEqualTo(2));
            assertThat(corrected).containsKey("region-1/facility-1/A-01-hd");
        }
    }

    /** Two revisions of one hour differ by what one late machine measured: whoever has both could compute it. */
    @Test
    @Hazard("H-010")
    void aRevisionThatTellsOfAFewMachinesStaysHere() {
        try (var uplink = uplink(kafka);
                var world = world(GlobalUplink.AGGREGATES)) {
            storeHour("venous-pressure", 40, 1);
            uplink.run();
            assertThat(revision(read(world, 1))).isEqualTo(1);

            storeHour("venous-pressure", 40, 2, 1);
            uplink.run();
            uplink.run();
            assertThat(faults).as("the small group of another metric, and this").hasSize(2);

            storeHour("venous-pressure", 40, 3, 11);
            uplink.run();
            assertThat(revision(read(world, 1)))
                    .as("what the world had before was revision 1")
                    .isEqualTo(3);
        }
    }

    private static long revision(Map<String, GlobalBound> told) {
        var venousPressure = Objects.requireNonNull(told.get("region-1/facility-1/venous-pressure"));
        return ((FacilityAggregate) venousPressure).revision();
    }

    @Test
    void anUnreachableClusterCostsABoundedTimeAndNothingIsLost() {
        var began = System.nanoTime();
        try (var uplink = uplink("127.0.0.1:1")) {
            uplink.run();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
        assertThat(aggregator().untold(10)).hasSize(2);

        try (var uplink = uplink(kafka);
                var world = world(GlobalUplink.DEVICES, GlobalUplink.AGGREGATES)) {
            uplink.run();
            assertThat(read(world, 2)).hasSize(2);
        }
        assertThat(aggregator().untold(10)).isEmpty();
    }

    private GlobalUplink uplink(String servers) {
        return new GlobalUplink(
                new RegionId("region-1"),
                new DeviceRegistry(database),
                aggregator(),
                new KafkaCluster(servers, "test"),
                Clock.fixed(NOW, ZoneOffset.UTC),
                faults::add);
    }

    private Aggregator aggregator() {
        return new Aggregator(database, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(7));
    }

    private void storeHour(String metric, int contributors, int revision) {
        storeHour(metric, contributors, revision, contributors);
    }

    /** @param changed how many of the contributors have more samples than in revision 1 */
    private void storeHour(String metric, int contributors, int revision, int changed) {
        database.execute("""
                insert into facility_hour as known
                    (facility, metric, hour, unit, contributors, samples, mean, deviation, revision, contributions)
                select 'facility-1', '%1$s', '2026-03-01T11:00:00Z', 'mm[Hg]', %2$d, 7200, 150, 12, %3$d,
                    array_agg((n::bigint << 32) + case when n <= %4$d then %3$d else 1 end)
                from generate_series(1, %2$d) as n
                on conflict (facility, metric, hour) do update
                set contributors = excluded.contributors, revision = excluded.revision,
                    contributions = excluded.contributions""".formatted(metric, contributors, revision, changed));
    }

    private void storeDevice(String device, String firmware) {
        database.execute("""
                insert into device (facility, device, gateway, model, serial, firmware, station, zone, profile,
                    profile_version, device_type, poll_millis, described_at)
                values ('facility-1', '%s', 'gateway-1', 'mededge-hd', 'bed of J. Canary', '%s', 'A-01', 'A',
                    'mededge-hd', 1, '', 500, '2026-03-01T11:00:00Z')
                on conflict (facility, device) do update set firmware = excluded.firmware""".formatted(device, firmware));
    }

    /** Reads what is told from now on. */
    private KafkaConsumer<String, byte[]> world(String... topics) {
        try (var cluster = new KafkaCluster(kafka, "test")) {
            assertThat(cluster.createTopics(List.of(topics), 3)).isTrue();
        }
        var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka), new StringDeserializer(), new ByteArrayDeserializer());
        var partitions = new ArrayList<TopicPartition>();
        for (var topic : topics) {
            consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        return consumer;
    }

    private static Map<String, GlobalBound> read(KafkaConsumer<String, byte[]> world, int count) {
        Map<String, GlobalBound> told = new java.util.HashMap<>();
        await().atMost(DEADLINE).until(() -> {
            world.poll(Duration.ofMillis(200)).forEach(record -> {
                var decoded = GlobalCodec.decode(record.value());
                assertThat(decoded).isInstanceOf(Decoded.Value.class);
                told.put(record.key(), ((Decoded.Value<GlobalBound>) decoded).value());
            });
            return told.size() >= count;
        });
        world.poll(Duration.ofMillis(300)).forEach(record -> {
            throw new AssertionError("told twice: " + record.key());
        });
        return told;
    }
}
