package io.mededge.edge.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mededge.edge.profile.DeviceProfile.Counter;
import io.mededge.edge.profile.DeviceProfile.Episode;
import io.mededge.edge.profile.DeviceProfile.EventList;
import io.mededge.edge.profile.DeviceProfile.Group;
import io.mededge.edge.profile.Finding.Severity;
import io.mededge.edge.profile.Point.Area;
import io.mededge.edge.profile.PointReader.Declared;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads device profiles and has them linted. The form is explained in docs/reference/profiles.md. */
public final class ProfileLoader {
    /** What comes with the program. */
    public static final List<String> SHIPPED = List.of("mededge-hd", "mededge-nibp", "mededge-vitals", "legacy-hd");

    /** Larger than any sensible profile, bytes. */
    static final int MAX_BYTES = 1 << 20;

    static final int MAX_MDC_DIGITS = 10;
    /** SNOMED CT identifiers have 6 to 18 digits. */
    static final int MAX_SNOMED_DIGITS = 18;

    private static final int MAX_ADDRESS = 65_535;

    private enum Protocol {
        MODBUS,
        MQTT
    }

    private ProfileLoader() {}

    /** A profile, or why there is none. Findings are in the order of their lines. */
    public sealed interface Result {
        /** @param findings warnings only */
        record Valid(DeviceProfile profile, List<Finding> findings) implements Result {}

        /** @param findings at least one error */
        record Invalid(List<Finding> findings) implements Result {}

        List<Finding> findings();
    }

    public static Result load(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return unreadable(file.toString(), "is larger than " + MAX_BYTES + " bytes");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (IOException unreadable) {
            return unreadable(file.toString(), "cannot be read: " + unreadable);
        }
    }

    public static Result loadShipped(String name) {
        var resource = "/profiles/" + name + ".yaml";
        try (var stream = ProfileLoader.class.getResourceAsStream(resource)) {
            return stream == null
                    ? unreadable(resource, "is not shipped")
                    : parse(name + ".yaml", new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            return unreadable(resource, "cannot be read: " + unreadable);
        }
    }

    /** @param file named in findings */
    public static Result parse(String file, String yaml) {
        try {
            var document = YamlDocument.parse(file, yaml);
            var profile = profile(document.fields());
            var findings = document.findings().stream()
                    .sorted(Comparator.comparingInt(Finding::line))
                    .toList();
            return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)
                    ? new Result.Invalid(findings)
                    : new Result.Valid(profile, findings);
        } catch (JsonProcessingException notYaml) {
            var line = notYaml.getLocation() == null ? 0 : notYaml.getLocation().getLineNr();
            var what = String.valueOf(notYaml.getOriginalMessage())
                    .lines()
                    .findFirst()
                    .orElse("");
            return new Result.Invalid(List.of(new Finding(file, line, "", Rule.NO_YAML, "is no YAML: " + what)));
        }
    }

    private static Result unreadable(String file, String what) {
        return new Result.Invalid(List.of(new Finding(file, 0, "", Rule.UNREADABLE, what)));
    }

    private static DeviceProfile profile(YamlFields file) {
        var name = file.text("profile");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9-]{0,47}")) {
            file.find(Rule.VALUE, "profile", "profile must be 1 to 48 letters, digits or hyphens, not '" + name + "'");
        }
        var protocol = file.choice("protocol", Protocol.class, Protocol.MODBUS);
        var groups = groups(file);
        var points = new ArrayList<Declared>();
        for (var fields : file.list("points", "id")) {
            var point = protocol == Protocol.MQTT
                    ? PointReader.readNamed(fields, groups)
                    : PointReader.read(fields, groups);
            point.ifPresent(points::add);
        }
        // a key that is not read here is refused below
        var clock = protocol == Protocol.MQTT ? Optional.<MachineClock>empty() : clock(file);
        if (points.isEmpty() || points.size() > Sample.MAX_READINGS - (clock.isPresent() ? 1 : 0)) {
            file.find(Rule.VALUE, "points", "points must be 1 to " + Sample.MAX_READINGS + ", not " + points.size());
        }
        var deviceType = digits(file, "device-type", MAX_MDC_DIGITS);
        var deviceTypeSnomed = digits(file, "device-type-snomed", MAX_SNOMED_DIGITS);
        var profile = new DeviceProfile(
                name,
                file.integer("version", 1, 1_000_000),
                shortText(file, "model", name),
                deviceType,
                protocol == Protocol.MQTT ? 0 : file.integer("gap-limit", 0, 100, 8),
                groups,
                points.stream().map(Declared::point).toList(),
                protocol == Protocol.MQTT ? namedEvents(file) : events(file),
                protocol == Protocol.MQTT ? Optional.empty() : episode(file, groups, points),
                clock);
        file.refuseOthers();
        new ProfileLinter(file, profile, points).lint(deviceTypeSnomed);
        return profile;
    }

    private static Map<String, Group> groups(YamlFields file) {
        var groups = new HashMap<String, Group>();
        if (!file.has("groups")) {
            return Map.of(PointReader.DEFAULT_GROUP, new Group(1));
        }
        var fields = file.fields("groups");
        for (var name : file.keys("groups")) {
            var group = fields.fields(name);
            groups.put(name, new Group(group.integer("every", 1, 10_000)));
            group.refuseOthers();
        }
        return groups;
    }

    private static Optional<EventList> events(YamlFields file) {
        if (!file.has("events")) {
            return Optional.empty();
        }
        var fields = file.fields("events");
        var counter = counter(fields, "counter");
        var slots = fields.integer("slots", 1, 1_024);
        if (Integer.bitCount(slots) != 1) {
            fields.find(
                    Rule.VALUE,
                    "slots",
                    "slots must be a power of two, or events would change their slots when the counter wraps");
        }
        var address = fields.integer("address", 0, MAX_ADDRESS);
        if (address + slots * EventList.ENTRY_WORDS > MAX_ADDRESS + 1) {
            fields.find(Rule.VALUE, "address", "the list ends beyond register " + MAX_ADDRESS);
        }
        var names = eventNames(fields);
        fields.refuseOthers();
        return Optional.of(new EventList(counter, address, slots, names));
    }

    /** Events that come as messages: there is no list to read, only names. */
    private static Optional<EventList> namedEvents(YamlFields file) {
        if (!file.has("events")) {
            return Optional.empty();
        }
        var fields = file.fields("events");
        var names = eventNames(fields);
        fields.refuseOthers();
        return Optional.of(new EventList(new Counter(Area.MESSAGE, 0), 0, 1, names));
    }

    private static Map<Integer, String> eventNames(YamlFields fields) {
        var names = new HashMap<Integer, String>();
        for (var name : fields.list("names", "name")) {
            names.put(name.integer("code", 0, 65_535), shortText(name, "name", ""));
            name.refuseOthers();
        }
        return names;
    }

    /** @param points to which the age is added: what it says of its register must not contradict them */
    private static Optional<Episode> episode(YamlFields file, Map<String, Group> groups, List<Declared> points) {
        if (!file.has("episode")) {
            return Optional.empty();
        }
        var fields = file.fields("episode");
        var counter = counter(fields, "counter");
        var age = PointReader.read(fields.fields("age"), groups);
        fields.refuseOthers();
        age.ifPresent(points::add);
        return age.map(declared -> new Episode(counter, declared.point()));
    }

    private static Optional<MachineClock> clock(YamlFields file) {
        if (!file.has("clock")) {
            return Optional.empty();
        }
        var fields = file.fields("clock");
        var area = fields.choice("area", Area.class);
        if (area.holdsBits()) {
            fields.find(Rule.CONTRADICTION, "area", "a clock is in registers, so area must be input or holding");
        }
        var form = fields.choice("form", MachineClock.Form.class);
        var address = fields.integer("address", 0, MAX_ADDRESS + 1 - form.words());
        var zone = fields.text("zone", "UTC");
        if (fields.has("zone") && form == MachineClock.Form.SECONDS) {
            fields.find(Rule.CONTRADICTION, "zone", "seconds since 1970 are in UTC; only a calendar has a zone");
        }
        fields.refuseOthers();
        try {
            return Optional.of(new MachineClock(area, address, form, ZoneId.of(zone)));
        } catch (DateTimeException noZone) {
            fields.find(Rule.VALUE, "zone", "zone must be a time zone like Europe/Berlin, not '" + zone + "'");
            return Optional.empty();
        }
    }

    private static Counter counter(YamlFields fields, String key) {
        if (!fields.has(key)) {
            fields.find(Rule.MISSING_KEY, key, key + " is missing");
            return new Counter(Area.INPUT, 0);
        }
        var counter = fields.fields(key);
        var area = PointReader.area(counter);
        if (area.holdsBits()) {
            counter.find(Rule.CONTRADICTION, "area", "a counter is a register, so area must be input or holding");
        }
        var address = counter.integer("address", 0, MAX_ADDRESS);
        counter.refuseOthers();
        return new Counter(area, address);
    }

    static String shortText(YamlFields fields, String key, String ifAbsent) {
        var text = fields.text(key, ifAbsent);
        if (text.length() > DeviceDescription.MAX_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            fields.find(
                    Rule.VALUE,
                    key,
                    key + " must have at most " + DeviceDescription.MAX_TEXT + " printable characters");
            return "";
        }
        return text;
    }

    static String digits(YamlFields fields, String key, int atMost) {
        var text = fields.text(key, "");
        if (!text.matches("[0-9]{0," + atMost + "}")) {
            fields.find(Rule.VALUE, key, key + " must be a code of at most " + atMost + " digits, not '" + text + "'");
            return "";
        }
        return text;
    }
}
