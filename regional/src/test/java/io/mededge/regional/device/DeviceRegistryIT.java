package io.mededge.regional.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.RegionId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.Lane;
import io.mededge.regional.RegionBackends;
import io.mededge.regional.database.Database;
import io.mededge.regional.device.RegisteredDevice.Silence;
import io.mededge.regional.ingest.IngestFigures;
import io.mededge.regional.ingest.SampleStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is late, from what gateways truly send. */
@QuarkusTest
@QuarkusTestResource(RegionBackends.class)
class DeviceRegistryIT {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    @Inject
    Database database;

    private long sequence;

    @Test
    @Hazard("H-003")
    void aCuffMayBeSilentForLongerThanAMachine() {
        describe("quiet-hd", Category.MEASUREMENT);
        describe("quiet-nibp", Category.VITAL_SIGN);
        assertThat(device("quiet-hd").isLate(START.plusSeconds(60))).isFalse();
        assertThat(device("quiet-hd").isLate(START.plusSeconds(180))).isTrue();
        assertThat(device("quiet-nibp").isLate(START.plusSeconds(180))).isFalse();

        store("quiet-hd", START.plusSeconds(600), value());
        store("quiet-nibp", START.plusSeconds(600), value());
        assertThat(device("quiet-hd").isLate(START.plusSeconds(600 + 120))).isFalse();
        assertThat(device("quiet-hd").isLate(START.plusSeconds(600 + 122))).isTrue();
        assertThat(device("quiet-nibp").isLate(START.plusSeconds(600 + 1_920))).isFalse();
        assertThat(device("quiet-nibp").isLate(START.plusSeconds(600 + 1_921))).isTrue();
    }

    /** All its values are settings: ten minutes without one mean that nothing was changed. */
    @Test
    @Hazard("H-003")
    void whatIsRecordedOnChangeOnlyMayBeSilentForItsTime() {
        describe("scale", metric("a", 600_000), metric("b", 900_000));
        describe("mixed", metric("a", 600_000), metric("b", 0));
        store("scale", START, value());
        store("mixed", START, value());
        assertThat(device("mixed").isLate(START.plusSeconds(122))).isTrue();
        assertThat(device("scale").isLate(START.plusSeconds(600 + 121))).isFalse();
        assertThat(device("scale").isLate(START.plusSeconds(600 + 122))).isTrue();
    }

    private static MetricDescription metric(String id, int maxSilenceMillis) {
        return new MetricDescription(
                new MetricId(id),
                "",
                "mL",
                "",
                "",
                "",
                Kind.QUANTITY,
                Category.SETTING,
                List.of(),
                new MetricDescription.Recording(0, maxSilenceMillis));
    }

    @Test
    @Hazard("H-003")
    void aCuffThatDoesNotAnswerIsLateAtOnce() {
        describe("mute-nibp", Category.VITAL_SIGN);
        store("mute-nibp", START, value());
        var failed = START.plusSeconds(300);
        store("mute-nibp", failed, new Gap(FaultCode.MODBUS_TIMEOUT, null));
        var mute = device("mute-nibp");
        assertThat(mute.silence()).isEqualTo(new Silence(FaultCode.MODBUS_TIMEOUT, failed));
        assertThat(mute.isLate(failed)).isTrue();

        store("mute-nibp", failed, new Gap(FaultCode.MODBUS_TIMEOUT, failed.plusSeconds(9)));
        assertThat(device("mute-nibp").silence()).isNull();
        assertThat(device("mute-nibp").isLate(failed.plusSeconds(9))).isFalse();
    }

    @Test
    void aGapOfAJournalThatIsLostEndsWithTheNextValue() {
        describe("lost-hd", Category.MEASUREMENT);
        store("lost-hd", START, new Gap(FaultCode.MODBUS_TIMEOUT, null));
        store("lost-hd", START.plusSeconds(120), value());
        assertThat(device("lost-hd").silence()).isNull();
    }

    private RegisteredDevice device(String id) {
        return new DeviceRegistry(database)
                .devices().stream()
                        .filter(device -> device.device().value().equals(id))
                        .findFirst()
                        .orElseThrow();
    }

    private void describe(String device, Category category) {
        describe(
                device,
                new MetricDescription(
                        new MetricId("value"), "", "mm[Hg]", "", "", "", Kind.QUANTITY, category, List.of()));
    }

    private void describe(String device, MetricDescription... metrics) {
        var description = new DeviceDescription("m", "s", "1", "A-01", "A", "p", 1, "", 500, List.of(metrics));
        store(device, StreamClass.EVENTS, START, description);
    }

    private static Sample value() {
        return new Sample(List.of(new Sample.Reading(new MetricId("value"), 1, Quality.GOOD)));
    }

    private void store(String device, Instant at, RegionBound body) {
        store(device, StreamClass.TELEMETRY, at, body);
    }

    private void store(String device, StreamClass streamClass, Instant at, RegionBound body) {
        var stream = new StreamId(
                Place.of("region-1", "registry"), new DeviceId("gateway-1"), new DeviceId(device), streamClass, 7);
        var clock = Clock.fixed(at, ZoneOffset.UTC);
        new SampleStore(database, new RegionId("region-1"), Duration.ofSeconds(60), clock, new IngestFigures())
                .store(List.of(new Batch(stream, Lane.LIVE, List.of(new Entry(++sequence, at, at, body)))));
    }
}
