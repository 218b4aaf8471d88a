package io.mededge.edge.profile;

import io.mededge.edge.profile.DeviceProfile.Group;
import io.mededge.edge.profile.Point.Area;
import io.mededge.edge.profile.Point.Interval;
import io.mededge.edge.profile.Point.Order;
import io.mededge.edge.profile.Point.Sign;
import io.mededge.edge.profile.Point.Type;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Choice;
import io.mededge.model.outbound.MetricDescription.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one point of a profile and holds it against the rules that a wrong unit, sign or code would break. */
final class PointReader {
    static final String DEFAULT_GROUP = "measurements";

    private static final int MAX_ADDRESS = 65_535;
    /** In IEEE 11073 a setting's code is its measurement's code plus this. */
    private static final long SETTING_CODE = 1L << 24;
    /** MDC_HDIALY_BLD_PRESS_ART, measured before the pump: below zero in treatment. */
    private static final String PRE_PUMP_ARTERIAL = "158744";

    private static final Pattern INTERVAL =
            Pattern.compile("\\s*(-?[0-9]+(?:\\.[0-9]+)?)\\s*(?:\\.\\.\\s*(-?[0-9]+(?:\\.[0-9]+)?)\\s*)?");

    private PointReader() {}

    /** Empty only if the id is missing or not valid; every other mistake is noted and a harmless value taken. */
    static Optional<Point> read(YamlFields fields, Map<String, Group> groups) {
        MetricId id;
        try {
            id = new MetricId(fields.text("id"));
        } catch (IllegalArgumentException notAnId) {
            fields.problem("id: " + notAnId.getMessage());
            return Optional.empty();
        }
        var area = fields.choice("area", Area.class);
        var type = fields.choice("type", Type.class, area.holdsBits() ? Type.BIT : Type.U16);
        var kind = fields.choice("kind", Kind.class, type == Type.BIT ? Kind.FLAG : Kind.QUANTITY);
        var metric = metric(fields, id, kind);
        var point = new Point(
                metric,
                area,
                fields.integer("address", 0, MAX_ADDRESS),
                fields.integer("bit", 0, 15, 0),
                type,
                fields.choice("order", Order.class, Order.ABCD),
                fields.number("scale", 1),
                fields.number("offset", 0),
                plausible(fields),
                fields.choice("sign", Sign.class, Sign.KNOWN),
                fields.integers("invalid"),
                fields.text("group", DEFAULT_GROUP));
        check(fields, point, groups);
        fields.refuseOthers();
        return Optional.of(point);
    }

    private static MetricDescription metric(YamlFields fields, MetricId id, Kind kind) {
        var choices = new ArrayList<Choice>();
        for (var choice : fields.list("choices", "code")) {
            choices.add(new Choice(
                    choice.integer("number", 0, Integer.MAX_VALUE),
                    ProfileLoader.shortText(choice, "code", ""),
                    ProfileLoader.shortText(choice, "display", "")));
            choice.refuseOthers();
        }
        if (choices.size() > MetricDescription.MAX_CHOICES) {
            fields.problem("choices must be at most " + MetricDescription.MAX_CHOICES);
            choices.clear();
        }
        if ((kind == Kind.CODE) == choices.isEmpty()) {
            fields.problem("a point of kind code needs choices, and only such a point has them");
        }
        var unit = fields.has("unit") || kind == Kind.QUANTITY ? fields.text("unit") : "1";
        if (!unit.isEmpty() && !unit.matches("[!-~]{1,24}")) {
            fields.problem("unit must be a UCUM code of 1 to 24 visible ASCII characters, not '" + unit + "'");
            unit = "1";
        }
        return new MetricDescription(
                id,
                ProfileLoader.shortText(fields, "display", id.value()),
                unit,
                ProfileLoader.digits(fields, "mdc"),
                ProfileLoader.shortText(fields, "reference", ""),
                ProfileLoader.shortText(fields, "loinc", ""),
                kind,
                fields.choice("category", Category.class, Category.MEASUREMENT),
                choices);
    }

    /** Numbers and ranges with both ends, for example {@code 0, 15..600}. */
    private static List<Interval> plausible(YamlFields fields) {
        var intervals = new ArrayList<Interval>();
        var text = fields.text("plausible", "");
        if (text.isEmpty()) {
            return intervals;
        }
        for (var part : text.split(",", -1)) {
            var match = INTERVAL.matcher(part);
            if (!match.matches()) {
                fields.problem("plausible must be like '0, 15..600', not '" + text + "'");
                return List.of();
            }
            var min = Double.parseDouble(match.group(1));
            var max = match.group(2) == null ? min : Double.parseDouble(match.group(2));
            if (min > max) {
                fields.problem("plausible has a range that ends before it starts: '" + part.strip() + "'");
                return List.of();
            }
            intervals.add(new Interval(min, max));
        }
        return intervals;
    }

    private static void check(YamlFields fields, Point point, Map<String, Group> groups) {
        if (ProfileLoader.lastAddress(point.area(), point.address(), point.type()) > MAX_ADDRESS) {
            fields.problem("the value ends beyond register " + MAX_ADDRESS);
        }
        if (point.area().holdsBits() && point.type() != Type.BIT) {
            fields.problem("coils and discrete inputs hold single bits, so type must be bit");
        }
        if (point.bit() != 0 && (point.type() != Type.BIT || point.area().holdsBits())) {
            fields.problem("bit is for type bit in a register only");
        }
        if (point.scale() == 0) {
            fields.problem("scale must not be 0: every value would be the same");
        }
        if (!groups.containsKey(point.group())) {
            fields.problem("the group " + point.group() + " is not under groups");
        }
        checkMeaning(fields, point);
    }

    private static void checkMeaning(YamlFields fields, Point point) {
        var metric = point.metric();
        if (!metric.loincCode().isEmpty() && metric.category() != Category.VITAL_SIGN) {
            fields.problem("a LOINC code is for vital signs of the patient, never for a value of the circuit");
        }
        if (!metric.mdcCode().isEmpty()) {
            if (metric.mdcReference().isEmpty()) {
                fields.problem("an MDC code needs its reference id beside it");
            }
            if (Long.parseLong(metric.mdcCode()) >= SETTING_CODE && metric.category() != Category.SETTING) {
                fields.problem("MDC code " + metric.mdcCode() + " is a setting, so category must be setting");
            }
            if (point.sign() == Sign.UNKNOWN) {
                fields.problem("a value whose sign is unknown must not claim an MDC code");
            }
        }
        var canBeNegative =
                point.type().signed() && point.plausible().stream().anyMatch(interval -> interval.min() < 0);
        if (metric.mdcCode().equals(PRE_PUMP_ARTERIAL) && !canBeNegative) {
            fields.problem("the pre-pump arterial pressure is negative in treatment: it needs a signed type and"
                    + " a plausible range below zero, or sign unknown and no MDC code");
        }
    }
}
