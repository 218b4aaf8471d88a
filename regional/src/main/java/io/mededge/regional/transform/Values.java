package io.mededge.regional.transform;

import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.Quality;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/** A stored number as the FHIR value that its metric says it is. */
public final class Values {
    /** A register has at most 32 bits, hence 10 digits: what stands behind 12 digits is binary rounding, not measurement. */
    private static final MathContext DIGITS = new MathContext(12);

    private Values() {}

    static Type value(MetricDescription metric, double value) {
        return switch (metric.kind()) {
            case QUANTITY -> quantity(metric, decimal(value));
            case CODE -> concept(metric, (long) value);
            case FLAG -> new BooleanType(value != 0);
            case BITS -> bits((long) value);
        };
    }

    /** The shortest decimal that means this number, without an exponent. */
    public static BigDecimal decimal(double value) {
        var rounded = BigDecimal.valueOf(value).round(DIGITS).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    /** Without a unit where the description names none. */
    static Quantity quantity(MetricDescription metric, BigDecimal value) {
        var quantity = new Quantity().setValue(value);
        var unit = metric.kind() == MetricDescription.Kind.QUANTITY ? metric.unit() : "1";
        return unit.isEmpty()
                ? quantity
                : quantity.setUnit(unit).setSystem(CodeSystems.UCUM).setCode(unit);
    }

    private static CodeableConcept concept(MetricDescription metric, long number) {
        return metric.choice(number)
                .map(choice -> new CodeableConcept(coding(metric, choice)))
                .orElseGet(() -> new CodeableConcept().setText(number + ", which the device profile does not explain"));
    }

    private static Coding coding(MetricDescription metric, MetricDescription.Choice choice) {
        return new Coding(CodeSystems.valuesOf(metric.id().value()), choice.code(), choice.display());
    }

    /** FHIR's integer is signed: a field with bit 31 set is given as its digits. */
    private static Type bits(long bits) {
        return bits <= Integer.MAX_VALUE ? new IntegerType((int) bits) : new StringType(Long.toString(bits));
    }

    /** The meaning of each number that occurs in a window of codes, since SampledData itself holds numbers only. */
    static List<Extension> choices(MetricDescription metric, Collection<StoredSample> samples) {
        return metric.choices().stream()
                .filter(choice -> samples.stream().anyMatch(sample -> (long) sample.value() == choice.number()))
                .map(choice -> {
                    var extension = new Extension(CodeSystems.CHOICE);
                    extension.addExtension("number", new IntegerType(choice.number()));
                    extension.addExtension("meaning", coding(metric, choice));
                    return extension;
                })
                .toList();
    }

    /** What a missing value of the metric means; empty if every sample is recorded. */
    static Optional<Extension> onChange(MetricDescription metric) {
        var recording = metric.recording();
        if (!recording.isOnChange()) {
            return Optional.empty();
        }
        var extension = new Extension(CodeSystems.ON_CHANGE);
        extension.addExtension("deadband", quantity(metric, decimal(recording.deadband())));
        var silence = BigDecimal.valueOf(recording.maxSilenceMillis(), 3).stripTrailingZeros();
        extension.addExtension(
                "maximumSilence",
                new Quantity()
                        .setValue(silence.scale() < 0 ? silence.setScale(0) : silence)
                        .setUnit("s")
                        .setSystem(CodeSystems.UCUM)
                        .setCode("s"));
        return Optional.of(extension);
    }

    /** What a reader must know about a value that is not simply good. */
    static CodeableConcept interpretation(Quality quality) {
        var code = quality.name().toLowerCase(Locale.ROOT).replace('_', '-');
        var meaning = switch (quality) {
            case GOOD -> "Good";
            case OUT_OF_RANGE -> "Outside the plausible range of the device profile";
            case INVALID -> "The device marks this value as invalid";
            case SIGN_UNKNOWN -> "The device has no known sign convention: the value may be negative";
        };
        return new CodeableConcept(new Coding(CodeSystems.QUALITY, code, meaning));
    }
}
