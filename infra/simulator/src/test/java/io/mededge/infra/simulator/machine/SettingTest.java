package io.mededge.infra.simulator.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Written settings are kept and truly move the machine. */
class SettingTest {
    private final Station station = Stations.treating(5);

    @Test
    void bloodFlowRampsToWhatIsSetAndThePressuresFollow() {
        station.write(Setting.BLOOD_FLOW, 200);
        station.advanceTo(Stations.MINUTE);
        double arterialAt200 = meanArterial(60);
        double venousAt200 = station.machine().venousPressure();

        station.write(Setting.BLOOD_FLOW, 350);
        station.advanceTo(93 * Stations.SECOND);
        assertThat(station.machine().bloodFlow()).as("still on its way").isBetween(225.0, 300.0);
        station.advanceTo(150 * Stations.SECOND);

        assertThat(station.machine().bloodFlow()).isCloseTo(350, within(6.0));
        assertThat(meanArterial(150)).isLessThan(arterialAt200 - 30);
        assertThat(station.machine().venousPressure()).isGreaterThan(venousAt200 + 10);
        assertThat(station.setting(Setting.BLOOD_FLOW)).isEqualTo(350);
    }

    @Test
    void aBloodFlowOfZeroStopsThePump() {
        station.write(Setting.BLOOD_FLOW, 0);
        station.advanceTo(10 * Stations.SECOND);

        assertThat(station.machine().bloodPumpOn()).isFalse();
        assertThat(station.machine().has(Alarm.BLOOD_PUMP_STOP)).isTrue();
    }

    @Test
    void ultrafiltrationFollowsItsRateAndEndsAtItsGoal() {
        station.write(Setting.ULTRAFILTRATION_RATE, 600);
        station.advanceTo(Stations.MINUTE);
        assertThat(station.machine().ultrafiltrationRate()).isCloseTo(600, within(10.0));

        double goal = station.machine().ultrafiltrationRemoved() + 10;
        station.write(Setting.ULTRAFILTRATION_GOAL, goal);
        station.advanceTo(3 * Stations.MINUTE);
        assertThat(station.machine().ultrafiltrationRate()).isZero();
        assertThat(station.machine().ultrafiltrationRemoved()).isCloseTo(goal, within(0.1));
    }

    @Test
    void aRateBeyond13PerKgIsAnAlarm() {
        station.write(Setting.ULTRAFILTRATION_RATE, 2000);
        station.advanceTo(2 * Stations.MINUTE);

        assertThat(station.machine().has(Alarm.UF_RATE_OUT_OF_RANGE)).isTrue();
    }

    @Test
    void minimumUltrafiltrationHoldsUntilARateIsSetAgain() {
        double set = station.setting(Setting.ULTRAFILTRATION_RATE);
        station.requestMinimumUltrafiltration();
        station.advanceTo(Stations.MINUTE);
        assertThat(station.machine().ultrafiltrationRate()).isCloseTo(100, within(10.0));
        assertThat(station.setting(Setting.ULTRAFILTRATION_RATE))
                .as("the setting is kept")
                .isEqualTo(set);

        station.write(Setting.ULTRAFILTRATION_RATE, set);
        station.advanceTo(2 * Stations.MINUTE);
        assertThat(station.machine().minimumUltrafiltration()).isFalse();
        assertThat(station.machine().ultrafiltrationRate()).isCloseTo(set, within(10.0));
    }

    @Test
    void dialysateFollowsItsSettings() {
        station.write(Setting.DIALYSATE_FLOW, 700);
        station.write(Setting.DIALYSATE_TEMPERATURE, 35.5);
        station.write(Setting.DIALYSATE_CONDUCTIVITY, 14.4);
        station.write(Setting.ANTICOAGULANT_RATE, 1.5);
        station.advanceTo(8 * Stations.MINUTE);

        MachineReadings now = station.machine();
        assertThat(now.dialysateFlow()).isCloseTo(700, within(10.0));
        assertThat(now.dialysateTemperature()).isCloseTo(35.5, within(0.2));
        assertThat(now.dialysateConductivity()).isCloseTo(14.4, within(0.1));
        assertThat(now.anticoagulantRate()).isEqualTo(1.5);
        assertThat(now.alarmBits()).isZero();
    }

    @Test
    void aDangerousTemperatureGoesIntoBypassAndThenStopsThePump() {
        station.write(Setting.DIALYSATE_TEMPERATURE, 43);
        boolean bypassedFirst = false;
        for (long second = 1; second < 600; second++) {
            station.advanceTo(second * Stations.SECOND);
            MachineReadings now = station.machine();
            bypassedFirst |= now.bypass() && now.bloodPumpOn();
        }
        assertThat(bypassedFirst).isTrue();
        assertThat(station.machine().has(Alarm.TEMPERATURE_OUT_OF_RANGE)).isTrue();
        assertThat(station.machine().has(Alarm.SAFETY_SYSTEM)).isTrue();
        assertThat(station.machine().bloodPumpOn()).isFalse();
    }

    @Test
    void theTreatmentTimeCanBeChangedAndEndsTheTreatment() {
        long elapsed = station.machine().elapsedSeconds();
        station.write(Setting.TREATMENT_TIME, elapsed + 60.0);
        assertThat(station.machine().remainingSeconds()).isEqualTo(60);

        station.advanceTo(62 * Stations.SECOND);
        assertThat(station.machine().mode()).isEqualTo(Mode.POSTTX);
    }

    @Test
    void aRequestedStopIsTheSafeStateForAtLeastThreeMinutesThenStaffGoOn() {
        station.requestStop();
        station.advanceTo(500);
        MachineReadings stopped = station.machine();
        assertThat(stopped.bloodPumpOn()).isFalse();
        assertThat(stopped.bypass()).isTrue();
        assertThat(stopped.therapyPaused()).isTrue();
        station.advanceTo(3 * Stations.MINUTE);
        assertThat(station.machine().bloodPumpOn()).isFalse();
        assertThat(station.machine().elapsedSeconds()).isEqualTo(stopped.elapsedSeconds());

        station.advanceTo(8 * Stations.MINUTE);
        assertThat(station.machine().stopRequested()).isFalse();
        assertThat(station.machine().bloodPumpOn()).isTrue();
    }

    @Test
    void muteLastsTwoMinutesAndTouchesNoAlarm() {
        station.write(Setting.BLOOD_FLOW, 0);
        station.advanceTo(10 * Stations.SECOND);
        station.mute(true);
        assertThat(station.machine().muted()).isTrue();
        assertThat(station.machine().has(Alarm.BLOOD_PUMP_STOP)).isTrue();

        station.advanceTo(131 * Stations.SECOND);
        assertThat(station.machine().muted()).isFalse();
    }

    @Test
    void aMachineHeldUpForEverAbandonsItsTreatment() {
        station.write(Setting.BLOOD_FLOW, 0);
        station.advanceTo(7 * 60 * Stations.MINUTE);

        assertThat(station.state().turn()).isPositive();
    }

    @Test
    void aRefusedValueIsAnError() {
        assertThatThrownBy(() -> station.write(Setting.BLOOD_FLOW, 601)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "BLOOD_FLOW, 0, true",
        "BLOOD_FLOW, 14.9, false",
        "BLOOD_FLOW, 15, true",
        "BLOOD_FLOW, 600, true",
        "BLOOD_FLOW, 600.1, false",
        "DIALYSATE_FLOW, 0, true",
        "DIALYSATE_FLOW, 299, false",
        "DIALYSATE_FLOW, 1000, true",
        "DIALYSATE_FLOW, 1001, false",
        "ULTRAFILTRATION_RATE, 4000, true",
        "ULTRAFILTRATION_RATE, 4001, false",
        "ULTRAFILTRATION_GOAL, 10000, true",
        "ULTRAFILTRATION_GOAL, 10000.1, false",
        "DIALYSATE_TEMPERATURE, 0, false",
        "DIALYSATE_TEMPERATURE, 20, true",
        "DIALYSATE_TEMPERATURE, 45.01, false",
        "DIALYSATE_CONDUCTIVITY, 20, true",
        "DIALYSATE_CONDUCTIVITY, 20.001, false",
        "ANTICOAGULANT_RATE, 20.01, false",
        "TREATMENT_TIME, 86400, true",
        "TREATMENT_TIME, 86401, false"
    })
    void acceptsThePlausibleRangeOnly(Setting setting, double value, boolean accepted) {
        assertThat(setting.accepts(value)).isEqualTo(accepted);
    }

    private double meanArterial(long fromSecond) {
        double sum = 0;
        for (long second = fromSecond; second < fromSecond + 30; second++) {
            station.advanceTo(second * Stations.SECOND);
            sum += station.machine().arterialPressure();
        }
        return sum / 30;
    }
}
