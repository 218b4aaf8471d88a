package io.mededge.regional.deid;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.RegionId;
import io.mededge.model.outbound.CatalogEntry;
import io.mededge.model.outbound.CatalogEntry.Health;
import io.mededge.model.outbound.FacilityAggregate;
import io.mededge.model.safety.Hazard;
import io.mededge.regional.analytics.FacilityHour;
import io.mededge.regional.device.RegisteredDevice;
import io.mededge.regional.device.RegisteredDevice.Rhythm;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeidentifierTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Deidentifier deidentifier = new Deidentifier(new RegionId("region-1"));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    void nothingIsSaidOfASmallGroup(int contributors) {
        assertThat(deidentifier.aggregate(hour(contributors, "mm[Hg]", 151.5))).isEmpty();
    }

    @Test
    void aLargeEnoughGroupIsSaidAsItIs() {
        assertThat(deidentifier.aggregate(hour(11, "mm[Hg]", 151.5)))
                .map(FacilityAggregate::mean)
                .contains(151.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10})
    @Hazard("H-010")
    void aRevisionThatAFewMachinesMadeIsNotSaid(int changed) {
        assertThat(deidentifier.aggregate(hour(52, changed, "mm[Hg]", 151.5))).isEmpty();
        assertThat(deidentifier.aggregate(hour(52, 11, "mm[Hg]", 151.5))).isPresent();
    }

    @Test
    void aUnitThatIsNoneOrANumberThatIsNoneIsNotSaid() {
        assertThat(deidentifier.aggregate(hour(11, "a unit with words in it", 1)))
                .isEmpty();
        assertThat(deidentifier.aggregate(hour(11, "", 1))).isEmpty();
        assertThat(deidentifier.aggregate(hour(11, "mm[Hg]", Double.NaN))).isEmpty();
    }

    @Test
    void aDeviceIsIdentityVersionsAndHealthOfTheDay() {
        var entry = deidentifier.entry(device("mededge-hd", "SIM-0001", "1.4.2", NOON.minusSeconds(60)), NOON);

        assertThat(entry).hasValueSatisfying(said -> {
            assertThat(said.model().value()).isEqualTo("mededge-hd");
            assertThat(said.serial().value()).isEqualTo("SIM-0001");
            assertThat(said.firmware().value()).isEqualTo("1.4.2");
            assertThat(said.health()).isEqualTo(Health.REPORTING);
            assertThat(said.day()).isEqualTo(LocalDate.of(2026, 3, 1));
        });
    }

    @Test
    void textsThatDoNotFitNeverLeave() {
        var entry = deidentifier.entry(device("Machine of John Q. Canary", "bed 4, Canary", "v1 beta", NOON), NOON);

        assertThat(entry).hasValueSatisfying(said -> {
            assertThat(said.model().value()).isEqualTo("unknown");
            assertThat(said.serial().value()).isEqualTo("unknown");
            assertThat(said.firmware().value()).isEqualTo("0");
            assertThat(said.toString()).doesNotContainIgnoringCase("canary");
        });
    }

    @Test
    void aDayWithoutValuesIsSilent() {
        assertThat(health(null, NOON)).isEqualTo(Health.SILENT);
        assertThat(health(NOON.minusSeconds(13 * 3_600), NOON)).isEqualTo(Health.SILENT);
    }

    @Test
    void shortlyAfterMidnightNothingIsSaidOfADeviceThatHasJustReported() {
        var midnight = Instant.parse("2026-03-02T00:00:05Z");

        assertThat(deidentifier.entry(device("mededge-hd", "S", "1", midnight.minusSeconds(65)), midnight))
                .isEmpty();
        assertThat(health(midnight.minusSeconds(5), midnight)).isEqualTo(Health.REPORTING);
        assertThat(health(midnight.minusSeconds(65), midnight.plusSeconds(3_600)))
                .isEqualTo(Health.SILENT);
    }

    private Health health(@Nullable Instant lastMinute, Instant now) {
        return deidentifier
                .entry(device("mededge-hd", "S", "1", lastMinute), now)
                .map(CatalogEntry::health)
                .orElseThrow();
    }

    private static FacilityHour hour(int contributors, String unit, double mean) {
        return hour(contributors, contributors, unit, mean);
    }

    private static FacilityHour hour(int contributors, int changed, String unit, double mean) {
        return new FacilityHour(
                new FacilityId("facility-1"),
                new MetricId("venous-pressure"),
                NOON,
                unit,
                contributors,
                7_200L * contributors,
                mean,
                12.5,
                3,
                changed,
                "{}");
    }

    private static RegisteredDevice device(String model, String serial, String firmware, @Nullable Instant lastMinute) {
        return new RegisteredDevice(
                new FacilityId("facility-1"),
                new DeviceId("A-01-hd"),
                new DeviceId("gateway-1"),
                model,
                serial,
                firmware,
                "A-01",
                "A",
                "mededge-hd",
                1,
                new Rhythm(Duration.ofMillis(500), false, Duration.ZERO),
                NOON,
                lastMinute,
                null);
    }
}
