package io.mededge.edge.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * One mapping of a YAML file, read key by key. What is wrong is noted with its place and a harmless value is given instead, so that one run finds every
 * mistake; the caller must ask for the problems before it uses what it got. Keys that nobody asked for are a mistake too.
 */
final class YamlFields {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Pattern RATIO = Pattern.compile("(-?[0-9]{1,9})/([1-9][0-9]{0,8})");

    private final YamlDocument document;
    private final String pointer;
    private final String place;
    private final JsonNode node;
    private final Set<String> asked = new HashSet<>();

    /** @param pointer where it is in the document @param place the same in words; empty for the whole */
    YamlFields(YamlDocument document, String pointer, String place, JsonNode node) {
        this.document = document;
        this.pointer = pointer;
        this.place = place;
        this.node = node;
        if (!node.isObject()) {
            find(Rule.VALUE, "", "must be a mapping of keys to values");
        }
    }

    /** @param key whose line is told; empty for the mapping itself */
    void find(Rule rule, String key, String what) {
        document.find(rule, key.isEmpty() ? pointer : pointer + "/" + escaped(key), place, what);
    }

    /** How much is wrong with the document so far. */
    int findings() {
        return document.findings().size();
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    private String placeOf(String key) {
        return place.isEmpty() ? key : place + ": " + key;
    }

    boolean has(String key) {
        asked.add(key);
        return node.hasNonNull(key);
    }

    private JsonNode get(String key) {
        asked.add(key);
        var value = node.get(key);
        return value == null ? MissingNode.getInstance() : value;
    }

    String text(String key, String ifAbsent) {
        var value = get(key);
        if (value.isMissingNode() || value.isNull()) {
            return ifAbsent;
        }
        if (!value.isValueNode()) {
            find(Rule.VALUE, key, key + " must be a text");
            return ifAbsent;
        }
        return value.asText();
    }

    String text(String key) {
        if (!has(key)) {
            find(Rule.MISSING_KEY, key, key + " is missing");
        }
        return text(key, "");
    }

    int integer(String key, int min, int max) {
        if (!has(key)) {
            find(Rule.MISSING_KEY, key, key + " is missing");
            return min;
        }
        return integer(key, min, max, min);
    }

    int integer(String key, int min, int max, int ifAbsent) {
        var value = get(key);
        if (value.isMissingNode()) {
            return ifAbsent;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            find(Rule.VALUE, key, key + " must be a whole number from " + min + " to " + max + ", not " + value);
            return ifAbsent;
        }
        return value.intValue();
    }

    double number(String key, double ifAbsent) {
        var value = get(key);
        if (value.isMissingNode()) {
            return ifAbsent;
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            find(Rule.VALUE, key, key + " must be a number, not " + value);
            return ifAbsent;
        }
        return value.doubleValue();
    }

    /** A number, or a ratio of two whole numbers as a text: {@code 1/60}. */
    double ratio(String key, double ifAbsent) {
        var match = RATIO.matcher(get(key).asText());
        return match.matches()
                ? Double.parseDouble(match.group(1)) / Double.parseDouble(match.group(2))
                : number(key, ifAbsent);
    }

    /** A whole number with its unit: {@code 500ms}, {@code 60s}, {@code 5m} or {@code 1h}. */
    Duration duration(String key, Duration min, Duration max) {
        var text = text(key);
        var match = DURATION.matcher(text);
        if (match.matches()) {
            var number = Long.parseLong(match.group(1));
            var duration = switch (match.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                default -> Duration.ofHours(number);
            };
            if (duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0) {
                return duration;
            }
        }
        if (!text.isEmpty()) {
            find(
                    Rule.VALUE,
                    key,
                    key + " must be " + min.toSeconds() + "s to " + max.toSeconds() + "s, like 60s, not '" + text
                            + "'");
        }
        return min;
    }

    List<Long> integers(String key) {
        var numbers = new ArrayList<Long>();
        var list = get(key);
        if (!list.isMissingNode() && !list.isArray()) {
            find(Rule.VALUE, key, key + " must be a list");
        }
        for (var value : list) {
            if (value.isIntegralNumber() && value.canConvertToLong()) {
                numbers.add(value.longValue());
            } else {
                find(Rule.VALUE, key, key + " must list whole numbers, not " + value);
            }
        }
        return numbers;
    }

    /** A constant of the enumeration, written in lower case with hyphens. */
    <E extends Enum<E>> E choice(String key, Class<E> type, E ifAbsent) {
        var text = text(key, "");
        if (text.isEmpty()) {
            return ifAbsent;
        }
        var allowed = new StringJoiner(", ");
        for (var constant : type.getEnumConstants()) {
            var name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (name.equals(text.toLowerCase(Locale.ROOT))) {
                return constant;
            }
            allowed.add(name);
        }
        find(Rule.VALUE, key, key + " must be one of " + allowed + ", not '" + text + "'");
        return ifAbsent;
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        if (!has(key)) {
            find(Rule.MISSING_KEY, key, key + " is missing");
        }
        return choice(key, type, type.getEnumConstants()[0]);
    }

    YamlFields fields(String key) {
        return new YamlFields(document, pointer + "/" + escaped(key), placeOf(key), get(key));
    }

    /** The mappings of a list; the place of each is told by the text under the naming key, if it has one. */
    List<YamlFields> list(String key, String naming) {
        var value = get(key);
        var items = new ArrayList<YamlFields>();
        if (value.isMissingNode()) {
            return items;
        }
        if (!value.isArray()) {
            find(Rule.VALUE, key, key + " must be a list");
            return items;
        }
        for (var i = 0; i < value.size(); i++) {
            var item = value.get(i);
            var name = item.hasNonNull(naming) ? item.get(naming).asText() : "number " + (i + 1);
            items.add(
                    new YamlFields(document, pointer + "/" + escaped(key) + "/" + i, placeOf(key) + " " + name, item));
        }
        return items;
    }

    /** The keys of a mapping under the key. */
    List<String> keys(String key) {
        var keys = new ArrayList<String>();
        get(key).fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    /** Notes every key that was not asked for: a misspelt key would be silently without effect. */
    void refuseOthers() {
        node.fieldNames().forEachRemaining(key -> {
            if (!asked.contains(key)) {
                find(Rule.UNKNOWN_KEY, key, "the key " + key + " is not known");
            }
        });
    }
}
