package io.mededge.regional.transform;

import io.mededge.model.outbound.MetricDescription;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.jspecify.annotations.Nullable;

/**
 * Which codes a signal bears: the IEEE 11073 term first where its number is proven, LOINC for vital signs and nothing else, the profile's metric id
 * always. A reference id whose number is not proven stands as a display without a code: a code that might be wrong is worse than none.
 */
public final class MetricCodes {
    private static final String VITAL_SIGNS = "vital-signs";

    private MetricCodes() {}

    public static CodeableConcept code(Signal signal) {
        if (signal instanceof BloodPressure) {
            return new CodeableConcept()
                    .addCoding(new Coding(CodeSystems.MDC, VitalSign.PANEL_MDC, VitalSign.PANEL_MDC_REFERENCE))
                    .addCoding(new Coding(
                            CodeSystems.LOINC,
                            VitalSign.PANEL_LOINC,
                            "Blood pressure panel with all children optional"))
                    .setText("Blood pressure");
        }
        return code(signal.lead().metric());
    }

    static CodeableConcept code(MetricDescription metric) {
        var own = new Coding(CodeSystems.METRIC, metric.id().value(), null);
        var codings = new ArrayList<Coding>();
        if (!metric.mdcCode().isEmpty()) {
            var reference = metric.mdcReference();
            codings.add(new Coding(CodeSystems.MDC, metric.mdcCode(), reference.isEmpty() ? null : reference));
        }
        VitalSign.of(metric)
                .ifPresent(sign -> codings.add(new Coding(CodeSystems.LOINC, sign.loinc(), sign.loincDisplay())));
        codings.add(own);
        if (metric.mdcCode().isEmpty() && !metric.mdcReference().isEmpty()) {
            codings.add(new Coding().setSystem(CodeSystems.MDC).setDisplay(metric.mdcReference()));
        }
        var text = metric.display().isEmpty() ? metric.id().value() : metric.display();
        return new CodeableConcept().setCoding(codings).setText(text);
    }

    public static CodeableConcept category(Signal signal) {
        return new CodeableConcept(category(signal.lead().metric()));
    }

    private static Coding category(MetricDescription metric) {
        if (VitalSign.of(metric).isPresent()) {
            return new Coding(CodeSystems.OBSERVATION_CATEGORY, VITAL_SIGNS, "Vital Signs");
        }
        return switch (metric.category()) {
            // a vital sign without its codes is not offered as one
            case MEASUREMENT, VITAL_SIGN -> metricCategory("measurement", "Measurement");
            case SETTING -> metricCategory("setting", "Setting");
            case CALCULATION -> metricCategory("calculation", "Calculation");
            case STATE -> metricCategory("unspecified", "Unspecified");
        };
    }

    private static Coding metricCategory(String code, String display) {
        return new Coding(CodeSystems.METRIC_CATEGORY, code, display);
    }

    /** Whether one of the codings is meant by a search for {@code system|code}, or for {@code code} of any system when the system is null. */
    public static boolean match(List<Coding> codings, @Nullable String system, String code) {
        return codings.stream()
                .anyMatch(coding ->
                        code.equals(coding.getCode()) && (system == null || system.equals(coding.getSystem())));
    }
}
