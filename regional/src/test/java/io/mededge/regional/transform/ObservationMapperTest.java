package io.mededge.regional.transform;

import static io.mededge.regional.transform.Examples.MINUTE;
import static io.mededge.regional.transform.Examples.MINUTE_NUMBER;
import static io.mededge.regional.transform.Examples.PATIENT;
import static io.mededge.regional.transform.Examples.sample;
import static io.mededge.regional.transform.Examples.series;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.model.outbound.ClockTrust;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.Quality;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.SampledData;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObservationMapperTest {
    private static final ObservationMapper MAPPER = new ObservationMapper(Duration.ofSeconds(60));
    private static final Instant AT = Instant.parse("2026-11-21T12:05:30.123456Z");
    private static final Instant LONG_AFTER = MINUTE.plusSeconds(3_600);

    @Test
    void aQuantityHasItsUcumUnitItsTermAndItsTimeToTheMicrosecond() {
        Golden.check("latest-quantity", latest(Examples.ARTERIAL_PRESSURE, -141.3, Quality.GOOD));
    }

    @Test
    void aTermWhoseNumberIsNotProvenIsOnlyNamed() {
        Golden.check("latest-reference-id-only", latest(Examples.TMP, 80, Quality.GOOD));
    }

    @Test
    void aCodeIsACodeableConcept() {
        Golden.check("latest-code", latest(Examples.MODE, 2, Quality.GOOD));
    }

    @Test
    void aFlagIsABoolean() {
        Golden.check("latest-flag", latest(Examples.PUMP_ON, 1, Quality.GOOD));
    }

    @Test
    void aBitFieldIsAnInteger() {
        Golden.check("latest-bits", latest(Examples.ALARM_BITS, 5, Quality.GOOD));
    }

    @Test
    void aBitFieldThatFhirsIntegerCannotHoldIsGivenAsDigits() {
        var value = latest(Examples.ALARM_BITS, 4_294_967_295.0, Quality.GOOD).getValue();
        assertThat(value).isInstanceOf(StringType.class);
        assertThat(value.primitiveValue()).isEqualTo("4294967295");
    }

    @Test
    void aNumberWithoutAMeaningIsNotGivenOne() {
        var concept = latest(Examples.MODE, 9, Quality.GOOD).getValueCodeableConcept();
        assertThat(concept.getCoding()).isEmpty();
        assertThat(concept.getText()).startsWith("9,");
    }

    @Test
    void aSettingIsASetting() {
        Golden.check("latest-setting", latest(Examples.BLOOD_FLOW_SET, 300, Quality.GOOD));
    }

    @Test
    void aValueOutOfRangeIsShownAndMarked() {
        Golden.check("latest-out-of-range", latest(Examples.ARTERIAL_PRESSURE, -450, Quality.OUT_OF_RANGE));
    }

    @Test
    void anInvalidValueIsNotShown() {
        Golden.check("latest-invalid", latest(Examples.ARTERIAL_PRESSURE, -450, Quality.INVALID));
    }

    @Test
    void aPressureOfUnknownSignHasAVendorCodeAndSaysSo() {
        Golden.check("latest-sign-unknown", latest(Examples.LEGACY_ARTERIAL, 120, Quality.SIGN_UNKNOWN));
    }

    @Test
    void withoutAnAssociationThereIsNoSubject() {
        var observation =
                map(Examples.ARTERIAL_PRESSURE, ObservationId.LATEST, List.of(sample(AT, -141.3)), LONG_AFTER);
        assertThat(observation.hasSubject()).isFalse();
    }

    @Test
    void binaryRoundingIsNotShownAsMeasurement() {
        var quantity =
                latest(Examples.ARTERIAL_PRESSURE, 2999 * 0.1, Quality.GOOD).getValueQuantity();
        assertThat(quantity.getValue()).isEqualTo("299.9");
        assertThat(Values.decimal(1e9).toPlainString()).isEqualTo("1000000000");
        assertThat(Values.decimal(-0.0).toPlainString()).isEqualTo("0");
    }

    @Test
    void bloodPressureIsOnePanelOfTwoComponents() {
        var observation = MAPPER.map(pressure(sample(AT, 131), sample(AT, 82)), LONG_AFTER);
        Golden.check("blood-pressure", observation);
    }

    @Test
    void aDiastolicPressureOfAnotherTimeIsNotPutBesideASystolicOne() {
        var earlier = sample(AT.minusSeconds(900), 70);
        var diastolic = MAPPER.map(pressure(sample(AT, 131), earlier), LONG_AFTER)
                .getComponent()
                .get(1);
        assertThat(diastolic.hasValue()).isFalse();
        assertThat(diastolic.getDataAbsentReason().getCodingFirstRep().getCode())
                .isEqualTo("unknown");
    }

    @Test
    void oneChangeInAMinuteIsASingleObservationWithItsTime() {
        var observation = map(Examples.UF_REMOVED, MINUTE_NUMBER, List.of(sample(AT, 431.5)), LONG_AFTER);
        Golden.check("minute-on-change-one", observation);
    }

    /** With a grid most of its points would be E, as if values were missing. */
    @Test
    void severalChangesInAMinuteEachHaveTheirTime() {
        var samples = List.of(
                sample(AT, 431.5),
                new StoredSample(AT.plusMillis(3_600), 432.6, Quality.INVALID, 8),
                sample(AT.plusMillis(7_250), 433.7));
        var observation = map(Examples.UF_REMOVED, MINUTE_NUMBER, samples, LONG_AFTER);
        Golden.check("minute-on-change-several", observation);
        var data = (SampledData) observation.getValue();
        assertThat(data.getData()).isEqualTo("431.5 E 433.7");
    }

    @Test
    void theTrustInTheGatewaysClockStandsBesideTheTime() {
        for (var minute : List.of(ObservationId.LATEST, MINUTE_NUMBER)) {
            var observed = new Observed(
                            series(7, Examples.ARTERIAL_PRESSURE),
                            minute,
                            List.of(List.of(sample(AT, -141.3))),
                            false,
                            null)
                    .of(null, ClockTrust.STEPPED);
            var extension = MAPPER.map(observed, LONG_AFTER).getEffective().getExtensionByUrl(CodeSystems.CLOCK_TRUST);
            assertThat(extension.getValue().primitiveValue()).isEqualTo("stepped");
        }
        assertThat(latest(Examples.ARTERIAL_PRESSURE, 1, Quality.GOOD)
                        .getEffective()
                        .hasExtension())
                .as("a gateway that has not said anything")
                .isFalse();
    }

    private static Observed pressure(StoredSample systolic, StoredSample diastolic) {
        var signal = new BloodPressure(series(21, Examples.SYSTOLIC), series(22, Examples.DIASTOLIC));
        return new Observed(
                signal, ObservationId.LATEST, List.of(List.of(systolic), List.of(diastolic)), false, PATIENT);
    }

    @Test
    void pulseAndMeanPressureAreVitalSigns() {
        Golden.check("pulse", latest(Examples.PULSE, 72, Quality.GOOD));
        Golden.check("mean-pressure", latest(Examples.MEAN, 95, Quality.GOOD));
    }

    @Test
    void aMinuteOfAVitalSignIsTheMeasurementThatWasTakenInIt() {
        var observation = map(Examples.PULSE, MINUTE_NUMBER, List.of(sample(AT, 72)), LONG_AFTER);
        assertThat(observation.getIdPart()).isEqualTo("s7-" + MINUTE_NUMBER);
        assertThat(observation.getValueQuantity().getValue()).isEqualTo("72");
        assertThat(observation.getEffectiveDateTimeType().getValueAsString()).isEqualTo("2026-11-21T12:05:30.123456Z");
    }

    /** Whatever a profile says of it, the pressure in a tube is not the pressure in a patient. */
    @ParameterizedTest
    @EnumSource(Category.class)
    void aCircuitPressureNeverBecomesABloodPressure(Category category) {
        for (var mdc : List.of("158744", "")) {
            for (var loinc : List.of("8480-6", "8462-4", "8478-0", "75992-9")) {
                var circuit = Examples.metric(
                        "arterial-pressure",
                        "Arterial pressure",
                        "mm[Hg]",
                        mdc,
                        "MDC_HDIALY_BLD_PRESS_ART",
                        loinc,
                        Kind.QUANTITY,
                        category);
                var observation = latest(circuit, -140, Quality.GOOD);
                assertThat(observation.getCode().getCoding())
                        .extracting(Coding::getSystem)
                        .doesNotContain(CodeSystems.LOINC);
                assertThat(observation.getCategoryFirstRep().getCodingFirstRep().getCode())
                        .isNotEqualTo("vital-signs");
                assertThat(BloodPressure.among(List.of(series(1, circuit), series(2, Examples.DIASTOLIC))))
                        .isEmpty();
                assertThatThrownBy(() -> new BloodPressure(series(1, circuit), series(2, Examples.DIASTOLIC)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void aLoincCodeWithTheTermOfAnotherVitalSignIsNotBelieved() {
        var mixed = Examples.metric(
                "bp-systolic",
                "Systolic",
                "mm[Hg]",
                "150022",
                "MDC_PRESS_BLD_NONINV_DIA",
                "8480-6",
                Kind.QUANTITY,
                Category.VITAL_SIGN);
        assertThat(VitalSign.of(mixed)).isEmpty();
    }

    @Test
    void aFinishedMinuteIsSampledDataOnTheGrid() {
        var samples = new ArrayList<StoredSample>();
        for (var i = 0; i < 120; i++) {
            if (i != 2 && i != 119) {
                samples.add(sample(237 + 500L * i, -140 - i / 10.0));
            }
        }
        samples.set(3, new StoredSample(samples.get(3).at(), 0, Quality.INVALID, 7));
        Golden.check("window-final", map(Examples.ARTERIAL_PRESSURE, MINUTE_NUMBER, samples, LONG_AFTER));
    }

    @Test
    void anOpenMinuteIsPreliminaryAndEndsWithItsNewestSample() {
        var samples = List.of(sample(237, -140), sample(1_237, -141));
        Golden.check(
                "window-preliminary", map(Examples.ARTERIAL_PRESSURE, MINUTE_NUMBER, samples, MINUTE.plusSeconds(2)));
    }

    @Test
    void aMinuteOfCodesSaysWhatItsNumbersMean() {
        var samples = List.of(sample(0, 1), sample(500, 2));
        Golden.check("window-codes", map(Examples.MODE, MINUTE_NUMBER, samples, MINUTE.plusSeconds(1)));
    }

    @Test
    void theStatusOfAMinuteFollowsTheClockAndTheLateSamples() {
        assertThat(statusAt(119, false)).isEqualTo(ObservationStatus.PRELIMINARY);
        assertThat(statusAt(119, true)).isEqualTo(ObservationStatus.PRELIMINARY);
        assertThat(statusAt(120, false)).isEqualTo(ObservationStatus.FINAL);
        assertThat(statusAt(120, true)).isEqualTo(ObservationStatus.AMENDED);
    }

    private static ObservationStatus statusAt(int secondsAfterStart, boolean late) {
        var observed = new Observed(
                series(7, Examples.ARTERIAL_PRESSURE), MINUTE_NUMBER, List.of(List.of(sample(0, 1))), late, null);
        return MAPPER.map(observed, MINUTE.plusSeconds(secondsAfterStart)).getStatus();
    }

    @Test
    void theVersionOfTheLatestValueGrowsThoughANewEpochCountsFromOneAgain() {
        var lastOfOldEpoch = new StoredSample(AT, 1, Quality.GOOD, 4_711);
        var firstOfNewEpoch = new StoredSample(AT.plusMillis(500), 1, Quality.GOOD, 1);
        assertThat(latestVersion(firstOfNewEpoch)).isGreaterThan(latestVersion(lastOfOldEpoch));
    }

    private static String latestVersion(StoredSample newest) {
        return map(Examples.ARTERIAL_PRESSURE, ObservationId.LATEST, List.of(newest), LONG_AFTER)
                .getMeta()
                .getVersionId();
    }

    @Test
    void theVersionOfAMinuteChangesWithItsSamplesAndItsStatus() {
        var one = List.of(sample(0, 1));
        var two = List.of(sample(0, 1), sample(500, 1));
        assertThat(List.of(
                        version(one, MINUTE.plusSeconds(1)),
                        version(two, MINUTE.plusSeconds(1)),
                        version(two, LONG_AFTER)))
                .doesNotHaveDuplicates();
    }

    private static String version(List<StoredSample> samples, Instant now) {
        return map(Examples.ARTERIAL_PRESSURE, MINUTE_NUMBER, samples, now)
                .getMeta()
                .getVersionId();
    }

    @Test
    void aMinuteMarksTheQualitiesThatOccurInIt() {
        var samples = List.of(
                new StoredSample(MINUTE, 1, Quality.GOOD, 1),
                new StoredSample(MINUTE.plusMillis(500), 2, Quality.OUT_OF_RANGE, 2),
                new StoredSample(MINUTE.plusMillis(1000), 3, Quality.OUT_OF_RANGE, 3));
        var observation = map(Examples.ARTERIAL_PRESSURE, MINUTE_NUMBER, samples, LONG_AFTER);
        assertThat(observation.getInterpretation())
                .singleElement()
                .satisfies(one -> assertThat(one.getCodingFirstRep().getCode()).isEqualTo("out-of-range"));
        assertThat(((SampledData) observation.getValue()).getData()).startsWith("1 2 3 E");
    }

    private static Observation latest(MetricDescription metric, double value, Quality quality) {
        var samples = List.of(new StoredSample(AT, value, quality, 4711));
        return MAPPER.map(
                new Observed(series(7, metric), ObservationId.LATEST, List.of(samples), false, PATIENT), LONG_AFTER);
    }

    private static Observation map(MetricDescription metric, long minute, List<StoredSample> samples, Instant now) {
        return MAPPER.map(new Observed(series(7, metric), minute, List.of(samples), false, null), now);
    }

    @Test
    void theUnitIsTheUcumCode() {
        var quantity =
                (Quantity) latest(Examples.ARTERIAL_PRESSURE, -1, Quality.GOOD).getValue();
        assertThat(quantity.getSystem()).isEqualTo("http://unitsofmeasure.org");
        assertThat(quantity.getCode()).isEqualTo("mm[Hg]");
    }
}
