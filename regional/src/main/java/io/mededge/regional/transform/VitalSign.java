package io.mededge.regional.transform;

import io.mededge.model.outbound.MetricDescription;
import java.util.Optional;

/**
 * The vital signs that have a mandatory LOINC code, each with the IEEE 11073-10101 term that means the same.
 *
 * <p>A metric is a vital sign only if its profile gives the category <em>and</em> both codes: a pressure in the extracorporeal circuit, whatever else a
 * profile claims about it, has another 11073 term and so never becomes a blood pressure of the patient.
 */
public enum VitalSign {
    SYSTOLIC("150021", "8480-6", "Systolic blood pressure"),
    DIASTOLIC("150022", "8462-4", "Diastolic blood pressure"),
    MEAN("150023", "8478-0", "Mean blood pressure"),
    PULSE("149546", "8867-4", "Heart rate");

    /** "Blood pressure panel with all children optional", which US Core fixes for systolic and diastolic together. */
    public static final String PANEL_LOINC = "85354-9";

    public static final String PANEL_MDC = "150020";
    static final String PANEL_MDC_REFERENCE = "MDC_PRESS_BLD_NONINV";

    private final String mdc;
    private final String loinc;
    private final String loincDisplay;

    VitalSign(String mdc, String loinc, String loincDisplay) {
        this.mdc = mdc;
        this.loinc = loinc;
        this.loincDisplay = loincDisplay;
    }

    public static Optional<VitalSign> of(MetricDescription metric) {
        if (metric.category() != MetricDescription.Category.VITAL_SIGN) {
            return Optional.empty();
        }
        for (var sign : values()) {
            if (sign.mdc.equals(metric.mdcCode()) && sign.loinc.equals(metric.loincCode())) {
                return Optional.of(sign);
            }
        }
        return Optional.empty();
    }

    public String loinc() {
        return loinc;
    }

    String loincDisplay() {
        return loincDisplay;
    }
}
