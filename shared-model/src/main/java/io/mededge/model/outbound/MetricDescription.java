package io.mededge.model.outbound;

import io.mededge.model.id.MetricId;
import java.util.List;
import java.util.Optional;

/**
 * What the values of a metric mean.
 *
 * @param unit UCUM, for example {@code mm[Hg]}; {@code 1} for codes and flags
 * @param mdcCode IEEE 11073-10101 code, digits; empty when the number has not been proven
 * @param mdcReference its reference id, for example {@code MDC_HDIALY_BLD_PRESS_ART}; empty for a vendor's own metric
 * @param loincCode only where a LOINC code is mandatory (vital signs); else empty
 * @param choices the meaning of each number of a {@link Kind#CODE}; else empty
 * @param recording which of its polled values become records: what a missing value means
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
        List<Choice> choices,
        Recording recording) {
    public static final int MAX_CHOICES = 64;

    /** A metric of which every sample is recorded. */
    public MetricDescription(
            MetricId id,
            String display,
            String unit,
            String mdcCode,
            String mdcReference,
            String loincCode,
            Kind kind,
            Category category,
            List<Choice> choices) {
        this(id, display, unit, mdcCode, mdcReference, loincCode, kind, category, choices, Recording.EVERY_SAMPLE);
    }

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

    /** What a number stands for; empty if it stands for nothing. */
    public Optional<Choice> choice(double number) {
        return choices.stream().filter(choice -> choice.number() == number).findFirst();
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

    /**
     * Which of the polled values are recorded. A value is always recorded when its {@link Quality} changes, and after anything that may have hidden a
     * change: a gap, a start of the gateway, a changed profile.
     *
     * @param deadband in the metric's unit: what differs by more than this from the last recorded value is recorded; 0: each change
     * @param maxSilenceMillis the longest time between two records as long as polls succeed, milliseconds: within it no value means "unchanged within the
     *     deadband", beyond it "missing"; 0: every sample is recorded
     */
    public record Recording(double deadband, int maxSilenceMillis) {
        public static final Recording EVERY_SAMPLE = new Recording(0, 0);

        /** An hour. */
        public static final int MAX_SILENCE_MILLIS = 3_600_000;

        /** @throws IllegalArgumentException if one is negative or beyond its bound, or there is a deadband without a longest silence */
        public Recording {
            if (!(deadband >= 0) || Double.isInfinite(deadband)) {
                throw new IllegalArgumentException("a deadband is a number from 0, not " + deadband);
            }
            if (maxSilenceMillis < 0 || maxSilenceMillis > MAX_SILENCE_MILLIS) {
                throw new IllegalArgumentException(
                        "the longest silence is 0 to " + MAX_SILENCE_MILLIS + " ms, not " + maxSilenceMillis);
            }
            if (deadband > 0 && maxSilenceMillis == 0) {
                throw new IllegalArgumentException("a deadband needs a longest silence");
            }
            // -0.0 is another double than 0.0
            deadband = deadband == 0 ? 0 : deadband;
        }

        public boolean isOnChange() {
            return maxSilenceMillis > 0;
        }
    }

    public record Choice(int number, String code, String display) {
        public Choice {
            DeviceDescription.checkText(code);
            DeviceDescription.checkText(display);
        }
    }
}
