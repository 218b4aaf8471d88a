package io.mededge.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.mededge.infra.simulator.machine.ShownValues;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample.Reading;
import io.mededge.model.safety.Hazard;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedProfilesTest {
    @ParameterizedTest
    @ValueSource(strings = {"mededge-hd", "mededge-nibp", "mededge-vitals", "legacy-hd"})
    void eachIsValidAndNamedAsItsFile(String name) {
        assertThat(ProfileLoader.SHIPPED).contains(name);
        assertThat(shipped(name).name()).isEqualTo(name);
    }

    @Test
    @Hazard("H-004")
    void allLintClean() {
        for (var name : ProfileLoader.SHIPPED) {
            assertThat(ProfileLoader.loadShipped(name).findings()).isEmpty();
        }
    }

    @Test
    void aPollOfTheMachineIsTwoRequests() {
        var profile = shipped("mededge-hd");

        var blocks = new BlockPlanner(profile).plan(profile.points()).blocks();

        assertThat(blocks).containsExactly(new Block(Point.Area.HOLDING, 0, 10), new Block(Point.Area.INPUT, 0, 23));
    }

    @Test
    void theMachinesRegistersBecomeValuesWithTheirUnits() {
        var profile = shipped("mededge-hd");
        var image = new RegisterImage();
        var input = new int[23];
        input[0] = 2;
        input[1] = 1;
        input[2] = 0b101;
        input[3] = 3125; // 312.5 mL/min
        input[4] = 0x10000 - 1834; // -183.4 mm[Hg]
        input[5] = 1420;
        input[6] = 0x10000 - 55;
        input[7] = 3650;
        input[8] = 13950;
        input[12] = 1;
        input[13] = 2; // 65538 * 0.1 mL
        input[17] = 90; // 90 s
        input[21] = 1 << 7;
        image.put(new Block(Point.Area.INPUT, 0, 23), input);
        image.put(
                new Block(Point.Area.HOLDING, 0, 10), new int[] {3000, 500, 800, 0, 25000, 3650, 14000, 100, 0, 14400});

        var readings = byMetric(RegisterDecoder.of(profile.points()).decode(image));

        assertThat(value(readings, "mode")).isEqualTo(2);
        assertThat(value(readings, "pump-on")).isEqualTo(1);
        assertThat(value(readings, "fluid-bypass")).isZero();
        assertThat(value(readings, "therapy-paused")).isEqualTo(1);
        assertThat(value(readings, "blood-flow")).isEqualTo(312.5);
        assertThat(value(readings, "arterial-pressure")).isEqualTo(-183.4);
        assertThat(value(readings, "tmp")).isEqualTo(-5.5);
        assertThat(value(readings, "dialysate-conductivity")).isEqualTo(13.95);
        assertThat(value(readings, "uf-removed")).isEqualTo(6553.8);
        assertThat(value(readings, "therapy-elapsed")).isCloseTo(1.5, within(1e-9));
        assertThat(value(readings, "alarm-bits")).isEqualTo(128);
        assertThat(value(readings, "treatment-time-set")).isCloseTo(240, within(1e-9));
        assertThat(readings.values())
                .allSatisfy(reading ->
                        assertThat(reading.quality()).as("%s", reading).isEqualTo(Quality.GOOD));
    }

    @Test
    void theMachinesMetricsAreThoseOfItsRegisterMap() {
        assertThat(shipped("mededge-hd").metrics())
                .extracting(metric -> metric.id().value())
                .containsExactlyElementsOf(ShownValues.METRICS);
    }

    @Test
    void theOldMachinesArterialPressureNeverPassesForTheClinicalOne() {
        var profile = shipped("legacy-hd");
        var image = new RegisterImage();
        image.put(new Block(Point.Area.HOLDING, 0, 11), new int[] {300, 0, 120, 0, 80, 0, 3650, 0, 1400, 0, 600});
        image.put(new Block(Point.Area.DISCRETE, 0, 1), new int[] {1});

        var readings = byMetric(RegisterDecoder.of(profile.points()).decode(image));

        assertThat(readings).doesNotContainKey("arterial-pressure");
        assertThat(reading(readings, "arterial-pressure-unsigned").quality()).isEqualTo(Quality.SIGN_UNKNOWN);
        assertThat(profile.metrics())
                .filteredOn(metric -> metric.id().value().equals("arterial-pressure-unsigned"))
                .extracting(MetricDescription::mdcCode, MetricDescription::mdcReference)
                .containsOnly(tuple("", ""));
        assertThat(value(readings, "therapy-elapsed")).isCloseTo(10, within(1e-9));
        assertThat(value(readings, "dialysate-conductivity")).isEqualTo(14.0);
        assertThat(value(readings, "alarm")).isEqualTo(1);
    }

    @Test
    void onlyTheCuffsValuesAreVitalSignsAndOnlyTheyHaveLoincCodes() {
        var codes = shipped("mededge-nibp").metrics().stream()
                .collect(Collectors.toMap(metric -> metric.id().value(), MetricDescription::loincCode));
        assertThat(codes)
                .containsOnly(
                        Map.entry("bp-systolic", "8480-6"),
                        Map.entry("bp-diastolic", "8462-4"),
                        Map.entry("bp-mean", "8478-0"),
                        Map.entry("pulse", "8867-4"));
        for (var name : List.of("mededge-hd", "legacy-hd")) {
            assertThat(shipped(name).metrics())
                    .allSatisfy(metric -> assertThat(metric.loincCode()).isEmpty());
        }
    }

    static DeviceProfile shipped(String name) {
        var result = ProfileLoader.loadShipped(name);
        assertThat(result).as("%s", result).isInstanceOf(ProfileLoader.Result.Valid.class);
        return ((ProfileLoader.Result.Valid) result).profile();
    }

    private static Map<String, Reading> byMetric(List<Reading> readings) {
        return readings.stream()
                .collect(Collectors.toMap(reading -> reading.metric().value(), Function.identity()));
    }

    private static Reading reading(Map<String, Reading> readings, String metric) {
        return Objects.requireNonNull(readings.get(metric), metric);
    }

    private static double value(Map<String, Reading> readings, String metric) {
        return reading(readings, metric).value();
    }
}
