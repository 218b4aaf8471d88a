package io.mededge.infra.simulator.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each scenario against a twin with the same seed to which nothing happens. */
class ScenarioTest {
    private static final long SEED = 11;
    private static final long SECONDS = 1200;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aNeedleOutLowersTheVenousPressureAndNothingElse(int grade) {
        double fall = -meanDifference(Scenario.NEEDLE_OUT, grade, MachineReadings::venousPressure, 30, 90);

        assertThat(fall).isCloseTo(Scenario.NEEDLE_OUT.magnitude(grade), within(0.5));
        assertThat(fall).isBetween(9.5, 25.5);
        List<ToDoubleFunction<MachineReadings>> others = List.of(
                MachineReadings::arterialPressure,
                MachineReadings::bloodFlow,
                MachineReadings::transmembranePressure,
                MachineReadings::dialysateConductivity,
                MachineReadings::ultrafiltrationRate);
        for (ToDoubleFunction<MachineReadings> other : others) {
            assertThat(meanDifference(Scenario.NEEDLE_OUT, grade, other, 30, 90))
                    .isZero();
        }
    }

    @Test
    void clottingRaisesVenousAndTransmembranePressureWithTheGradeAndSlowly() {
        double lastVenous = 0;
        double lastTmp = 0;
        for (int grade = 1; grade <= 4; grade++) {
            double venous = meanDifference(Scenario.CLOTTING, grade, MachineReadings::venousPressure, 900, 1100);
            double tmp = meanDifference(Scenario.CLOTTING, grade, MachineReadings::transmembranePressure, 900, 1100);
            double early = meanDifference(Scenario.CLOTTING, grade, MachineReadings::venousPressure, 30, 90);
            assertThat(venous).isGreaterThan(lastVenous + 5);
            assertThat(tmp).isGreaterThan(lastTmp + 3);
            assertThat(early).isBetween(0.0, venous / 4);
            lastVenous = venous;
            lastTmp = tmp;
        }
        assertThat(alarmsDuring(Scenario.CLOTTING, 1)).isEmpty();
        assertThat(alarmsDuring(Scenario.CLOTTING, 5)).contains(Alarm.VENOUS_PRESSURE_HIGH, Alarm.BLOOD_PUMP_STOP);
    }

    @Test
    void hypotensionShowsInTheMeasurementsByGrade() {
        double lastFall = 0;
        for (int grade = 1; grade <= 5; grade++) {
            double fall = 0;
            for (long seed = 0; seed < 20; seed++) {
                Station quiet = Stations.treating(seed);
                Station ill = Stations.treating(seed);
                ill.start(Scenario.HYPOTENSION, grade, 3600);
                quiet.advanceTo(50 * Stations.MINUTE);
                ill.advanceTo(50 * Stations.MINUTE);
                assertThat(ill.bloodPressure().atMillis()).isGreaterThan(Stations.MINUTE);
                fall += (quiet.bloodPressure().systolic() - ill.bloodPressure().systolic()) / 20.0;
            }
            assertThat(fall).isCloseTo(Scenario.HYPOTENSION.magnitude(grade), within(6.0));
            assertThat(fall).isGreaterThan(lastFall);
            lastFall = fall;
        }
    }

    @Test
    void staffMeasureMoreOftenWhenThePatientIsUnwell() {
        Station quiet = Stations.treating(SEED);
        Station ill = Stations.treating(SEED);
        ill.start(Scenario.HYPOTENSION, 5, 3600);
        quiet.advanceTo(60 * Stations.MINUTE);
        ill.advanceTo(60 * Stations.MINUTE);

        assertThat(ill.bloodPressure().number())
                .isGreaterThan(quiet.bloodPressure().number() + 2);
        assertThat(ill.bloodPressure().pulse())
                .isGreaterThan(quiet.bloodPressure().pulse() + 10);
    }

    @Test
    void aTinyBubbleIsInTheEventListThoughNoPollSawIt() {
        Station station = Stations.treating(SEED);
        station.start(Scenario.AIR, 1, 30);
        int polledBits = 0;
        for (long now = 250; now < Stations.MINUTE; now += 500) {
            station.advanceTo(now);
            polledBits |= station.machine().alarmBits();
        }

        assertThat(polledBits & Alarm.VENOUS_AIR.mask())
                .as("alarm bit seen by polls each 500 ms")
                .isZero();
        List<AlarmEvent> events = station.events();
        assertThat(events).extracting(AlarmEvent::alarm).containsExactly(Alarm.VENOUS_AIR, Alarm.VENOUS_AIR);
        assertThat(events).extracting(AlarmEvent::started).containsExactly(true, false);
        assertThat(events.get(1).atMillis() - events.get(0).atMillis()).isEqualTo(250);
        assertThat(station.machine().eventCount()).isEqualTo(2);
        assertThat(station.machine().bloodPumpOn()).isTrue();
    }

    @Test
    void aLargeBubbleStopsThePumpUntilSomebodyComes() {
        Station station = Stations.treating(SEED);
        station.start(Scenario.AIR, 4, 30);
        station.advanceTo(10 * Stations.SECOND);
        assertThat(station.machine().has(Alarm.VENOUS_AIR)).isTrue();
        assertThat(station.machine().bloodPumpOn()).isFalse();
        assertThat(station.machine().therapyPaused()).isTrue();

        station.advanceTo(5 * Stations.MINUTE);
        assertThat(station.machine().alarmBits()).isZero();
        assertThat(station.machine().bloodPumpOn()).isTrue();
    }

    @Test
    void aBloodLeakIsSeenEarlierTheGraverItIs() {
        long[] firstSeconds = IntStream.rangeClosed(1, 5)
                .mapToLong(grade -> firstAlarmSecond(Scenario.BLOOD_LEAK, grade, Alarm.BLOOD_LEAK))
                .toArray();

        assertThat(firstSeconds).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(firstSeconds[0]).isGreaterThan(2 * firstSeconds[4]);
        assertThat(firstSeconds[4]).isLessThan(60);
    }

    @Test
    void conductivityDriftsByGradeAndTheGravestGoesIntoBypass() {
        for (int grade = 1; grade <= 5; grade++) {
            double rise = meanDifference(
                    Scenario.CONDUCTIVITY_DRIFT, grade, MachineReadings::dialysateConductivity, 400, 800);
            assertThat(rise).isCloseTo(Scenario.CONDUCTIVITY_DRIFT.magnitude(grade), within(0.01));
        }
        assertThat(alarmsDuring(Scenario.CONDUCTIVITY_DRIFT, 3)).isEmpty();
        assertThat(alarmsDuring(Scenario.CONDUCTIVITY_DRIFT, 5)).containsOnly(Alarm.CONDUCTIVITY_OUT_OF_RANGE);
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void endsWhenItsTimeIsOverOrWhenItIsEnded(Scenario scenario) {
        Station station = Stations.treating(SEED);
        assertThat(station.start(scenario, 2, 100)).isTrue();
        station.advanceTo(40 * Stations.SECOND);
        assertThat(station.scenario()).contains(new Station.ScenarioStatus(scenario, 2, 60));
        station.advanceTo(101 * Stations.SECOND);
        assertThat(station.scenario()).isEmpty();

        station.start(scenario, 2, 100);
        station.endScenario();
        assertThat(station.scenario()).isEmpty();
        assertThat(Scenario.labelled(scenario.label())).contains(scenario);
    }

    @Test
    void nothingCanGoWrongWithoutATreatment() {
        Station station = Stations.beginning(SEED);

        assertThat(station.start(Scenario.AIR, 5, 60)).isFalse();
    }

    @Test
    void mishapsAreRareSeededAndMostlySlight() {
        int turns = 2_000;
        List<ActiveScenario> mishaps = IntStream.range(0, turns)
                .mapToObj(turn -> TreatmentPlan.draw(1, "A-01/" + turn, true).mishap())
                .filter(Objects::nonNull)
                .toList();

        assertThat(mishaps).hasSizeBetween(turns / 20, turns / 5);
        assertThat(mishaps).extracting(ActiveScenario::scenario).contains(Scenario.values());
        assertThat(mishaps.stream().filter(mishap -> mishap.grade() == 1).count())
                .isGreaterThan(
                        mishaps.stream().filter(mishap -> mishap.grade() == 5).count());
        assertThat(mishaps).allMatch(mishap -> mishap.grade() >= 1 && mishap.grade() <= 5);
    }

    private static double meanDifference(
            Scenario scenario, int grade, ToDoubleFunction<MachineReadings> signal, long fromSecond, long toSecond) {
        Station quiet = Stations.treating(SEED);
        Station ill = Stations.treating(SEED);
        ill.start(scenario, grade, SECONDS);
        double sum = 0;
        for (long second = fromSecond; second < toSecond; second++) {
            quiet.advanceTo(second * Stations.SECOND);
            ill.advanceTo(second * Stations.SECOND);
            sum += signal.applyAsDouble(ill.machine()) - signal.applyAsDouble(quiet.machine());
        }
        return sum / (toSecond - fromSecond);
    }

    private static List<Alarm> alarmsDuring(Scenario scenario, int grade) {
        Station station = Stations.treating(SEED);
        station.start(scenario, grade, SECONDS);
        station.advanceTo(SECONDS * Stations.SECOND);
        return station.events().stream().map(AlarmEvent::alarm).distinct().toList();
    }

    private static long firstAlarmSecond(Scenario scenario, int grade, Alarm alarm) {
        Station station = Stations.treating(SEED);
        station.start(scenario, grade, SECONDS);
        station.advanceTo(SECONDS * Stations.SECOND);
        return station.events().stream()
                .filter(event -> event.alarm() == alarm)
                .mapToLong(event -> event.atMillis() / Stations.SECOND)
                .findFirst()
                .orElseThrow();
    }
}
