package io.mededge.infra.simulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatientMonitorTest {
    @Test
    void thereIsAMeasurementFromTheStartInAnyMode() {
        for (int i = 0; i < 50; i++) {
            Station station = Station.start("A-01", i, false, i / 50.0);
            station.advanceTo(0);
            assertThat(station.bloodPressure().number()).isPositive();
            assertThat(station.bloodPressure().atMillis()).isLessThanOrEqualTo(0);
            assertThat(station.bloodPressure().systolic()).isBetween(90, 190);
        }
    }

    @Test
    void measuresEach15To30MinutesDuringTheTreatment() {
        for (long seed = 0; seed < 20; seed++) {
            List<BloodPressure> measurements = new ArrayList<>();
            Station station = Stations.treating(seed);
            for (long minute = 0; minute < 170; minute++) {
                station.advanceTo(minute * Stations.MINUTE);
                if (measurements.isEmpty()
                        || station.bloodPressure().number()
                                > measurements.get(measurements.size() - 1).number()) {
                    measurements.add(station.bloodPressure());
                }
            }
            assertThat(measurements).hasSizeBetween(6, 13);
            for (int i = 1; i < measurements.size(); i++) {
                long minutes = (measurements.get(i).atMillis()
                                - measurements.get(i - 1).atMillis())
                        / Stations.MINUTE;
                assertThat(minutes).isBetween(14L, 31L);
                assertThat(measurements.get(i).number())
                        .isEqualTo(measurements.get(i - 1).number() + 1);
            }
            assertThat(measurements).allSatisfy(PatientMonitorTest::assertPlausible);
        }
    }

    @Test
    void pressureFallsWithTheFluidRemoved() {
        double gentle = 0;
        double harsh = 0;
        for (long seed = 0; seed < 20; seed++) {
            gentle += systolicAfterTwoHours(seed, 100);
            harsh += systolicAfterTwoHours(seed, 2000);
        }
        assertThat(gentle / 20 - harsh / 20).isBetween(5.0, 45.0);
    }

    private static double systolicAfterTwoHours(long seed, double rate) {
        Station station = Stations.treating(seed);
        station.write(Setting.ULTRAFILTRATION_GOAL, 10_000);
        station.write(Setting.ULTRAFILTRATION_RATE, rate);
        station.advanceTo(120 * Stations.MINUTE);
        return station.bloodPressure().systolic();
    }

    private static void assertPlausible(BloodPressure measured) {
        assertThat(measured.systolic()).isBetween(80, 185);
        assertThat(measured.diastolic()).isBetween(45, measured.systolic() - 10);
        assertThat(measured.mean()).isBetween(measured.diastolic(), measured.systolic());
        assertThat(measured.pulse()).isBetween(45, 125);
    }
}
