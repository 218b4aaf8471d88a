package io.mededge.model.outbound;

import io.mededge.model.id.MetricId;
import java.util.List;

/**
 * What the values of a metric mean.
 *
 * @param unit UCUM, for example {@code mm[Hg]}; {@code 1} for codes and flags
 * @param mdcCode IEEE 11073-10101 code, digits; empty when the number has not been proven
 * @param mdcReference its reference id, for example {@code MDC_HDIALY_BLD_PRESS_ART}; empty for a vendor's own metric
 * @param loincCode only where a LOINC code is mandatory (vital signs); else empty
 * @param choices the meaning of each number of a {@link Kind#CODE}; else empty
 */
public record MetricDescription(
        MetricId id,
        String display,
        String unit,
        String mdcCode,
        String mdcReference,
        String loincCode,
        Kind kind,
        Category category,
        List<Choice> choices) {
    public static final int MAX_CHOICES = 64;

    /** @throws IllegalArgumentException if a text is too long or not printable, or there are too many choices */
    public MetricDescription {
        choices = List.copyOf(choices);
        for (var text : List.of(display, unit, mdcCode, mdcReference, loincCode)) {
            DeviceDescription.checkText(text);
        }
        if (choices.size() > MAX_CHOICES) {
            throw new IllegalArgumentException("a metric has at most " + MAX_CHOICES + " choices");
        }
    }

    /** What a number stands for. The order is the wire number: only append. */
    public enum Kind {
        QUANTITY,
        /** One of {@link MetricDescription#choices()}. */
        CODE,
        /** 0 false, 1 true. */
        FLAG,
        /** A bit field, not a quantity. */
        BITS
    }

    /** As in IEEE 11073. The order is the wire number: only append. */
    public enum Category {
        MEASUREMENT,
        SETTING,
        CALCULATION,
        /** A vital sign of the patient, which is never a pressure or temperature of the circuit. */
        VITAL_SIGN,
        STATE
    }

    public record Choice(int number, String code, String display) {
        public Choice {
            DeviceDescription.checkText(code);
            DeviceDescription.checkText(display);
        }
    }
}
