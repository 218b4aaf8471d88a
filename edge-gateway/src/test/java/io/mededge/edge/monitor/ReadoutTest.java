package io.mededge.edge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.profile.Point;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReadoutTest {
    private final Map<String, Point> points = PaintedFacility.shipped("mededge-hd").points().stream()
            .collect(Collectors.toMap(point -> point.metric().id().value(), Function.identity()));

    private String text(String metric, double value) {
        return Readout.text(Objects.requireNonNull(points.get(metric)).metric(), value);
    }

    @Test
    void showsAsManyDigitsAsCarryMeaning() {
        assertThat(text("venous-pressure", 154.26)).isEqualTo("154");
        assertThat(text("dialysate-temperature", 36.54)).isEqualTo("36.5");
        assertThat(text("dialysate-conductivity", 13.956)).isEqualTo("13.96");
        assertThat(text("anticoagulant-rate", 1.25)).isIn("1.2", "1.3");
        assertThat(text("uf-removed", 2_412)).isEqualTo("2,412");
    }

    @Test
    void aNegativePressureHasATrueMinusSignAndZeroHasNone() {
        assertThat(text("arterial-pressure", -142.4)).isEqualTo("−142");
        assertThat(text("arterial-pressure", -0.4)).isEqualTo("0");
    }

    @Test
    void codesAndFlagsAreWords() {
        assertThat(text("mode", 2)).isEqualTo("Treatment");
        assertThat(text("mode", 99)).isEqualTo("code 99");
        assertThat(text("pump-on", 1)).isEqualTo("yes");
        assertThat(text("alarm-bits", 0x208)).isEqualTo("0x208");
    }

    @Test
    void whatHasBegunOfAMinuteCounts() {
        assertThat(List.of(Readout.hours(134), Readout.hours(0.1), Readout.hours(0), Readout.hours(-3)))
                .containsExactly("2:14", "0:01", "0:00", "0:00");
    }

    @Test
    void unitsAreThoseOfTheMachinesScreen() {
        assertThat(List.of(Readout.unit("mm[Hg]"), Readout.unit("Cel"), Readout.unit("mL/min"), Readout.unit("1")))
                .containsExactly("mmHg", "°C", "mL/min", "");
    }
}
