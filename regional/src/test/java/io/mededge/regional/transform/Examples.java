package io.mededge.regional.transform;

import io.mededge.model.id.MetricId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Choice;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.Quality;
import java.time.Instant;
import java.util.List;

/** Metrics of a dialysis station as their profiles describe them. */
final class Examples {
    static final Instant MINUTE = Instant.parse("2026-11-21T12:05:00Z");
    static final long MINUTE_NUMBER = MINUTE.getEpochSecond() / 60;
    static final Pseudonym PATIENT = new Pseudonym("0123456789abcdef".repeat(4));

    static final MetricDescription ARTERIAL_PRESSURE = metric(
            "arterial-pressure",
            "Arterial pressure, pre-pump",
            "mm[Hg]",
            "158744",
            "MDC_HDIALY_BLD_PRESS_ART",
            "",
            Kind.QUANTITY,
            Category.MEASUREMENT);
    static final MetricDescription TMP = metric(
            "tmp",
            "Transmembrane pressure",
            "mm[Hg]",
            "",
            "MDC_HDIALY_FILTER_TRANSMEMBRANE_PRESS",
            "",
            Kind.QUANTITY,
            Category.CALCULATION);
    static final MetricDescription MODE = new MetricDescription(
            new MetricId("mode"),
            "Mode of operation",
            "1",
            "158594",
            "MDC_HDIALY_MACH_MODE_OF_OPERATION",
            "",
            Kind.CODE,
            Category.STATE,
            List.of(new Choice(1, "PRETX", "Preparation"), new Choice(2, "TX", "Treatment")));
    static final MetricDescription PUMP_ON = metric(
            "pump-on", "Blood pump on", "1", "158596", "MDC_HDIALY_MACH_BLD_PUMP_ON", "", Kind.FLAG, Category.STATE);
    static final MetricDescription ALARM_BITS =
            metric("alarm-bits", "Alarm bits", "1", "", "", "", Kind.BITS, Category.STATE);
    static final MetricDescription BLOOD_FLOW_SET = metric(
            "blood-flow-set",
            "Blood flow, set",
            "mL/min",
            "16935956",
            "MDC_HDIALY_BLD_PUMP_BLOOD_FLOW_RATE_SETTING",
            "",
            Kind.QUANTITY,
            Category.SETTING);
    static final MetricDescription UF_REMOVED = new MetricDescription(
            new MetricId("uf-removed"),
            "Ultrafiltration volume removed",
            "mL",
            "159032",
            "MDC_HDIALY_UF_ACTUAL_REMOVED_VOL",
            "",
            Kind.QUANTITY,
            Category.MEASUREMENT,
            List.of(),
            new MetricDescription.Recording(1, 60_000));
    static final MetricDescription LEGACY_ARTERIAL =
            metric("arterial-pressure", "Arterial pressure", "mm[Hg]", "", "", "", Kind.QUANTITY, Category.MEASUREMENT);
    static final MetricDescription SYSTOLIC = metric(
            "bp-systolic",
            "Systolic blood pressure",
            "mm[Hg]",
            "150021",
            "MDC_PRESS_BLD_NONINV_SYS",
            "8480-6",
            Kind.QUANTITY,
            Category.VITAL_SIGN);
    static final MetricDescription DIASTOLIC = metric(
            "bp-diastolic",
            "Diastolic blood pressure",
            "mm[Hg]",
            "150022",
            "MDC_PRESS_BLD_NONINV_DIA",
            "8462-4",
            Kind.QUANTITY,
            Category.VITAL_SIGN);
    static final MetricDescription MEAN = metric(
            "bp-mean",
            "Mean blood pressure",
            "mm[Hg]",
            "150023",
            "MDC_PRESS_BLD_NONINV_MEAN",
            "8478-0",
            Kind.QUANTITY,
            Category.VITAL_SIGN);
    static final MetricDescription PULSE = metric(
            "pulse", "Pulse", "/min", "149546", "MDC_PULS_RATE_NON_INV", "8867-4", Kind.QUANTITY, Category.VITAL_SIGN);

    private Examples() {}

    static MetricDescription metric(
            String id,
            String display,
            String unit,
            String mdc,
            String reference,
            String loinc,
            Kind kind,
            Category category) {
        return new MetricDescription(new MetricId(id), display, unit, mdc, reference, loinc, kind, category, List.of());
    }

    static Series series(int id, MetricDescription metric) {
        return new Series(id, DeviceKey.of("facility-1", "A-01-hd"), metric, 500);
    }

    static StoredSample sample(Instant at, double value) {
        return new StoredSample(at, value, Quality.GOOD, 1_000 + at.getEpochSecond() % 100);
    }

    static StoredSample sample(long millisIntoMinute, double value) {
        return sample(MINUTE.plusMillis(millisIntoMinute), value);
    }
}
