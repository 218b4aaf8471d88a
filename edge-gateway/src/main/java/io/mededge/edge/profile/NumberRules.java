package io.mededge.edge.profile;

import io.mededge.edge.profile.Point.Interval;
import io.mededge.edge.profile.Point.Sign;
import io.mededge.edge.profile.Point.Type;
import io.mededge.edge.profile.Point.Use;
import io.mededge.edge.profile.PointReader.Declared;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Choice;
import io.mededge.model.outbound.MetricDescription.Kind;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Locale;

/** Whether a point's registers can hold what the point says: range, sign, markers, choices; and whether what it says of its weight can stand. */
final class NumberRules {
    /** A range with fewer register values than this cannot tell a measurement's course. */
    private static final int FEWEST_STEPS = 5;

    private static final String PLAUSIBLE = "plausible";
    private static final String ON_CHANGE = "on-change";
    private static final String PRESSURE = "mm[Hg]";
    /** A deadband may be at most this part of the range: 1/20. */
    private static final int WIDEST_DEADBAND = 20;

    private final Point point;
    private final YamlFields fields;

    private NumberRules(Declared declared) {
        point = declared.point();
        fields = declared.fields();
    }

    /** @param recorded whether its value is recorded, and not only read to place others in time */
    static void lint(Declared declared, boolean recorded) {
        var rules = new NumberRules(declared);
        if (recorded
                && rules.point.plausible().isEmpty()
                && rules.point.metric().kind() == Kind.QUANTITY) {
            rules.fields.find(Rule.RANGE_MISSING, "id", "the quantity has no plausible range");
        }
        if (rules.point.type() == Type.STRING) {
            rules.lintTexts();
        } else {
            rules.lintRange();
            rules.lintMarkers();
            rules.lintChoices();
        }
        rules.lintCircuitSigns();
        rules.lintRecording();
        rules.lintUse();
    }

    /** What the registers can say before scale and offset; infinite for floating point. */
    private static Interval raw(Point point) {
        return switch (point.type()) {
            case U16 -> new Interval(0, 65_535);
            case S16 -> new Interval(Short.MIN_VALUE, Short.MAX_VALUE);
            case U32 -> new Interval(0, 4_294_967_295.0);
            case S32 -> new Interval(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case U64 -> new Interval(0, 0x1p64);
            case S64 -> new Interval(-0x1p63, 0x1p63);
            case F32 -> new Interval(-Float.MAX_VALUE, Float.MAX_VALUE);
            case F64 -> new Interval(-Double.MAX_VALUE, Double.MAX_VALUE);
            case BIT -> new Interval(0, 1);
            case BITS -> new Interval(0, (1 << point.width()) - 1);
            case BCD -> new Interval(0, 9_999);
            case BCD32 -> new Interval(0, 99_999_999);
            case BCD64 -> new Interval(0, 9_999_999_999_999_999.0);
            case STRING -> new Interval(0, 0);
        };
    }

    /** What the registers can say, in the unit. */
    private Interval sayable() {
        if (point.type().isFloat()) {
            return raw(point);
        }
        var scale = LinearScale.of(point.scale(), point.offset());
        var one = scale.apply(raw(point).min());
        var other = scale.apply(raw(point).max());
        return new Interval(Math.min(one, other), Math.max(one, other));
    }

    private void lintRange() {
        var sayable = sayable();
        for (var interval : point.plausible()) {
            lintRange(interval, sayable);
        }
    }

    private void lintRange(Interval interval, Interval sayable) {
        var type = point.type().name().toLowerCase(Locale.ROOT);
        if (interval.min() < 0 && sayable.min() >= 0) {
            fields.find(
                    Rule.SIGN_LOST,
                    PLAUSIBLE,
                    "the range begins at " + text(interval.min()) + ", but a " + type + " register says nothing below "
                            + text(sayable.min()));
        } else if (interval.min() < sayable.min() || interval.max() > sayable.max()) {
            fields.find(
                    Rule.RANGE_BEYOND_TYPE,
                    PLAUSIBLE,
                    "the range " + text(interval) + " is not within " + text(sayable) + ", all that type " + type
                            + " can say at this scale");
        }
        var steps = (interval.max() - interval.min()) / Math.abs(point.scale());
        if (!point.type().isFloat() && interval.max() > interval.min() && steps < FEWEST_STEPS) {
            fields.find(
                    Rule.RANGE_TOO_COARSE,
                    point.scale() == 1 ? PLAUSIBLE : "scale",
                    "the range " + text(interval) + " is " + (int) steps + " steps of the register wide at scale "
                            + text(point.scale()));
        }
    }

    private void lintMarkers() {
        var raw = raw(point);
        for (var marker : point.invalidRaw()) {
            if (point.type().isFloat() || marker < raw.min() || marker > raw.max()) {
                fields.find(
                        Rule.INVALID_MARKER,
                        "invalid",
                        "a " + point.type().name().toLowerCase(Locale.ROOT) + " register never holds " + marker);
            }
        }
    }

    private void lintChoices() {
        var sayable = sayable();
        var numbers = new HashSet<Integer>();
        for (var choice : point.metric().choices()) {
            if (!numbers.add(choice.number())) {
                fields.find(Rule.CHOICES, "choices", "the number " + choice.number() + " has two meanings");
            }
            if (choice.number() < sayable.min() || choice.number() > sayable.max()) {
                fields.find(Rule.CHOICES, "choices", "the register never says " + choice.number());
            }
        }
        lintChoiceCodes();
    }

    private void lintTexts() {
        var texts = new HashSet<String>();
        for (var text : point.texts()) {
            if (!texts.add(text)) {
                fields.find(Rule.CHOICES, "choices", "the text " + text + " has two meanings");
            }
            if (text.length() > 2 * point.width()) {
                fields.find(
                        Rule.CHOICES,
                        "choices",
                        "the text " + text + " is longer than " + point.width() + " registers");
            }
        }
        lintChoiceCodes();
    }

    private void lintChoiceCodes() {
        var codes = new HashSet<String>();
        for (var code : point.metric().choices().stream().map(Choice::code).toList()) {
            if (!codes.add(code)) {
                fields.find(Rule.CHOICES, "choices", "the code " + code + " stands for two numbers");
            }
        }
    }

    private void lintCircuitSigns() {
        if (point.sign() == Sign.UNKNOWN || point.metric().kind() != Kind.QUANTITY) {
            return;
        }
        var canBeNegative = sayable().min() < 0 && point.plausible().stream().anyMatch(interval -> interval.min() < 0);
        if (!canBeNegative && Circuit.isArterialBeforePump(point.metric())) {
            fields.find(
                    Rule.ARTERIAL_SIGN,
                    "type",
                    "the pre-pump arterial pressure is negative in treatment, and this point cannot be");
        }
        if (!canBeNegative && Circuit.isTransmembrane(point.metric())) {
            fields.find(Rule.TMP_SIGN, "type", "the transmembrane pressure can be negative, and this point cannot be");
        }
    }

    private void lintRecording() {
        var metric = point.metric();
        var recording = metric.recording();
        if (!recording.isOnChange()) {
            return;
        }
        if (isOfDanger(metric)) {
            fields.find(Rule.ON_CHANGE_OF_DANGER, ON_CHANGE, metric.id() + " is recorded on change only");
        }
        var deadband = recording.deadband();
        if (deadband == 0) {
            return;
        }
        if (metric.kind() != Kind.QUANTITY) {
            fields.find(
                    Rule.CONTRADICTION,
                    ON_CHANGE,
                    "only a quantity has a deadband: codes and flags have no small changes");
            return;
        }
        var width = point.plausible().stream()
                .mapToDouble(interval -> interval.max() - interval.min())
                .max();
        if (width.isPresent() && deadband * WIDEST_DEADBAND > width.getAsDouble()) {
            fields.find(
                    Rule.DEADBAND_TOO_WIDE,
                    ON_CHANGE,
                    "a deadband of " + text(deadband) + " is more than a twentieth of the range");
        }
        if (!point.type().isFloat() && deadband < Math.abs(point.scale())) {
            fields.find(
                    Rule.DEADBAND_WITHOUT_EFFECT,
                    ON_CHANGE,
                    "a deadband of " + text(deadband) + " is less than a step of " + text(Math.abs(point.scale())));
        }
    }

    private void lintUse() {
        var metric = point.metric();
        var book = CodeBook.published();
        var isVitalSign = book.mdc(metric.mdcCode())
                .or(() -> book.reference(metric.mdcReference()))
                .or(() -> book.loinc(metric.loincCode()))
                .filter(code -> code.role() == CodeBook.Role.VITAL_SIGN)
                .isPresent();
        if (point.use() == Use.TECHNICAL && (isVitalSign || isOfDanger(metric))) {
            fields.find(Rule.TECHNICAL_OF_DANGER, "use", metric.id() + " is called technical");
        }
    }

    private static boolean isOfDanger(MetricDescription metric) {
        return metric.category() == Category.VITAL_SIGN
                || (metric.unit().equals(PRESSURE) && metric.category() != Category.SETTING)
                || metric.kind() == Kind.BITS
                || metric.id().value().startsWith("alarm");
    }

    private static String text(Interval interval) {
        return text(interval.min()) + " to " + text(interval.max());
    }

    private static String text(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
