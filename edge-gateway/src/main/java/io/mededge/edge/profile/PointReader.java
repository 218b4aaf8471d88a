package io.mededge.edge.profile;

import io.mededge.edge.profile.DeviceProfile.Group;
import io.mededge.edge.profile.Point.Area;
import io.mededge.edge.profile.Point.Interval;
import io.mededge.edge.profile.Point.Order;
import io.mededge.edge.profile.Point.Sign;
import io.mededge.edge.profile.Point.Type;
import io.mededge.edge.profile.Point.Use;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Choice;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.MetricDescription.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one point of a profile. Whether what it says can be true is for {@link ProfileLinter}. */
final class PointReader {
    static final String DEFAULT_GROUP = "measurements";

    private static final int MAX_ADDRESS = 65_535;
    private static final Duration MIN_SILENCE = Duration.ofSeconds(1);
    private static final int BITS_OF_A_REGISTER = 16;
    /** No unit of a machine needs more, and within these every value of a whole number is finite. */
    private static final double MIN_SCALE = 1e-12;

    private static final double MAX_SCALE = 1e12;
    private static final double MAX_OFFSET = 1e15;

    private static final Pattern INTERVAL = Pattern.compile(
            "\\s*(-?[0-9]{1,20}(?:\\.[0-9]{1,20})?)\\s*(?:\\.\\.\\s*(-?[0-9]{1,20}(?:\\.[0-9]{1,20})?)\\s*)?");

    private PointReader() {}

    /**
     * A point as the file has it.
     *
     * @param snomed SNOMED CT identifier, digits; empty for none
     * @param sound whether its form is right, so that its meaning can be judged
     */
    record Declared(Point point, String snomed, YamlFields fields, boolean sound) {}

    /** Empty only if the id is missing or not valid; every other mistake is noted and a harmless value taken. */
    static Optional<Declared> read(YamlFields fields, Map<String, Group> groups) {
        var before = fields.findings();
        var id = metricId(fields);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        var area = area(fields);
        var type = fields.choice("type", Type.class, area.holdsBits() ? Type.BIT : Type.U16);
        var kind = fields.choice("kind", Kind.class, defaultKind(type));
        var texts = new ArrayList<String>();
        var metric = metric(fields, id.get(), kind, type, texts);
        var point = new Point(
                metric,
                area,
                fields.integer("address", 0, MAX_ADDRESS),
                fields.integer("bit", 0, BITS_OF_A_REGISTER - 1, 0),
                width(fields, type),
                type,
                fields.choice("order", Order.class, Order.ABCD),
                fields.ratio("scale", 1),
                fields.number("offset", 0),
                plausible(fields),
                fields.choice("sign", Sign.class, Sign.KNOWN),
                fields.integers("invalid"),
                texts,
                fields.text("group", DEFAULT_GROUP),
                fields.choice("use", Use.class, Use.CLINICAL));
        var snomed = ProfileLoader.digits(fields, "snomed", ProfileLoader.MAX_SNOMED_DIGITS);
        check(fields, point, groups);
        fields.refuseOthers();
        return Optional.of(new Declared(point, snomed, fields, fields.findings() == before));
    }

    /** A point of a machine that speaks MQTT: it has a name, a unit and a meaning, and no register. */
    static Optional<Declared> readNamed(YamlFields fields, Map<String, Group> groups) {
        var before = fields.findings();
        return metricId(fields).map(id -> {
            var metric =
                    metric(fields, id, fields.choice("kind", Kind.class, Kind.QUANTITY), Type.F64, new ArrayList<>());
            var point = new Point(
                    metric,
                    Area.MESSAGE,
                    0,
                    0,
                    0,
                    Type.F64,
                    Order.ABCD,
                    1,
                    0,
                    plausible(fields),
                    fields.choice("sign", Sign.class, Sign.KNOWN),
                    List.of(),
                    List.of(),
                    fields.text("group", DEFAULT_GROUP),
                    fields.choice("use", Use.class, Use.CLINICAL));
            var snomed = ProfileLoader.digits(fields, "snomed", ProfileLoader.MAX_SNOMED_DIGITS);
            checkGroup(fields, point, groups);
            fields.refuseOthers();
            return new Declared(point, snomed, fields, fields.findings() == before);
        });
    }

    private static Optional<MetricId> metricId(YamlFields fields) {
        try {
            return Optional.of(new MetricId(fields.text("id")));
        } catch (IllegalArgumentException notAnId) {
            fields.find(Rule.VALUE, "id", "id: " + notAnId.getMessage());
            return Optional.empty();
        }
    }

    /** What a profile can name: a value in no table is known by its protocol. */
    private enum Table {
        COIL(Area.COIL),
        DISCRETE(Area.DISCRETE),
        HOLDING(Area.HOLDING),
        INPUT(Area.INPUT);

        private final Area area;

        Table(Area area) {
            this.area = area;
        }
    }

    static Area area(YamlFields fields) {
        return fields.choice("area", Table.class).area;
    }

    private static Kind defaultKind(Type type) {
        return switch (type) {
            case BIT -> Kind.FLAG;
            case STRING -> Kind.CODE;
            default -> Kind.QUANTITY;
        };
    }

    private static int width(YamlFields fields, Type type) {
        if (type == Type.BITS) {
            return fields.integer("width", 1, BITS_OF_A_REGISTER);
        }
        if (type == Type.STRING) {
            return fields.integer("width", 1, Point.MAX_STRING_REGISTERS);
        }
        if (fields.has("width")) {
            fields.find(
                    Rule.CONTRADICTION,
                    "width",
                    "width is for type bits (in bits) and type string (in registers) only");
        }
        return 0;
    }

    private static MetricDescription metric(YamlFields fields, MetricId id, Kind kind, Type type, List<String> texts) {
        var choices = new ArrayList<Choice>();
        for (var choice : fields.list("choices", "code")) {
            choices.add(new Choice(
                    choice.integer("number", 0, Integer.MAX_VALUE),
                    ProfileLoader.shortText(choice, "code", ""),
                    ProfileLoader.shortText(choice, "display", "")));
            if (type == Type.STRING) {
                texts.add(text(choice));
            }
            choice.refuseOthers();
        }
        if (choices.size() > MetricDescription.MAX_CHOICES) {
            fields.find(Rule.VALUE, "choices", "choices must be at most " + MetricDescription.MAX_CHOICES);
            choices.clear();
            texts.clear();
        }
        if ((kind == Kind.CODE) == choices.isEmpty()) {
            fields.find(
                    Rule.CONTRADICTION,
                    "choices",
                    "a point of kind code needs choices, and only such a point has them");
        }
        var unit = fields.has("unit") || kind == Kind.QUANTITY ? fields.text("unit") : "1";
        if (!unit.isEmpty() && !unit.matches("[!-~]{1,24}")) {
            fields.find(
                    Rule.VALUE,
                    "unit",
                    "unit must be a UCUM code of 1 to 24 visible ASCII characters, not '" + unit + "'");
            unit = "1";
        }
        return new MetricDescription(
                id,
                ProfileLoader.shortText(fields, "display", id.value()),
                unit,
                ProfileLoader.digits(fields, "mdc", ProfileLoader.MAX_MDC_DIGITS),
                ProfileLoader.shortText(fields, "reference", ""),
                ProfileLoader.shortText(fields, "loinc", ""),
                kind,
                fields.choice("category", Category.class, Category.MEASUREMENT),
                choices,
                recording(fields));
    }

    private static Recording recording(YamlFields fields) {
        if (!fields.has("on-change")) {
            return Recording.EVERY_SAMPLE;
        }
        var onChange = fields.fields("on-change");
        var silence = onChange.duration("max-silence", MIN_SILENCE, Duration.ofMillis(Recording.MAX_SILENCE_MILLIS));
        var deadband = onChange.number("deadband", 0);
        if (deadband < 0) {
            onChange.find(Rule.VALUE, "deadband", "deadband must be 0 or more, not " + deadband);
            deadband = 0;
        }
        onChange.refuseOthers();
        return new Recording(deadband, (int) silence.toMillis());
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
                fields.find(Rule.VALUE, "plausible", "plausible must be like '0, 15..600', not '" + text + "'");
                return List.of();
            }
            var min = Double.parseDouble(match.group(1));
            var max = match.group(2) == null ? min : Double.parseDouble(match.group(2));
            if (min > max) {
                fields.find(
                        Rule.VALUE,
                        "plausible",
                        "plausible has a range that ends before it starts: '" + part.strip() + "'");
                return List.of();
            }
            intervals.add(new Interval(min, max));
        }
        return intervals;
    }

    /** What the machine writes for a choice. */
    private static String text(YamlFields choice) {
        var text = choice.text("text");
        if (!text.matches("[!-~]|[!-~][ -~]{0,62}[!-~]")) {
            choice.find(
                    Rule.VALUE,
                    "text",
                    "text must be 1 to 64 ASCII characters without a space at its ends, not '" + text + "'");
        }
        return text;
    }

    private static void check(YamlFields fields, Point point, Map<String, Group> groups) {
        var type = point.type();
        if (point.address() + point.length() - 1 > MAX_ADDRESS) {
            fields.find(Rule.VALUE, "address", "the value ends beyond register " + MAX_ADDRESS);
        }
        if (point.area().holdsBits() && type != Type.BIT) {
            fields.find(Rule.CONTRADICTION, "type", "coils and discrete inputs hold single bits, so type must be bit");
        }
        if (point.bit() != 0
                && ((type != Type.BIT && type != Type.BITS) || point.area().holdsBits())) {
            fields.find(Rule.CONTRADICTION, "bit", "bit is for type bit or bits in a register only");
        }
        if (type == Type.BITS && point.bit() + point.width() > BITS_OF_A_REGISTER) {
            fields.find(Rule.VALUE, "width", "bit and width reach beyond the 16 bits of the register");
        }
        if (type == Type.STRING && point.metric().kind() != Kind.CODE) {
            fields.find(Rule.CONTRADICTION, "kind", "a text becomes the number of a choice, so kind must be code");
        }
        if (type == Type.STRING
                && (point.scale() != 1
                        || point.offset() != 0
                        || !point.invalidRaw().isEmpty())) {
            fields.find(Rule.CONTRADICTION, "type", "a text has no scale, offset or invalid numbers");
        }
        if (point.scale() == 0) {
            fields.find(Rule.VALUE, "scale", "scale must not be 0: every value would be the same");
        } else if (Math.abs(point.scale()) < MIN_SCALE || Math.abs(point.scale()) > MAX_SCALE) {
            fields.find(Rule.VALUE, "scale", "scale must be between 1e-12 and 1e12, whatever its sign");
        }
        if (Math.abs(point.offset()) > MAX_OFFSET) {
            fields.find(Rule.VALUE, "offset", "offset must be between -1e15 and 1e15");
        }
        checkGroup(fields, point, groups);
    }

    private static void checkGroup(YamlFields fields, Point point, Map<String, Group> groups) {
        if (!groups.containsKey(point.group())) {
            fields.find(Rule.VALUE, "group", "the group " + point.group() + " is not under groups");
        }
    }
}
