package io.mededge.edge.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.mededge.edge.profile.DeviceProfile.Counter;
import io.mededge.edge.profile.DeviceProfile.Episode;
import io.mededge.edge.profile.DeviceProfile.EventList;
import io.mededge.edge.profile.DeviceProfile.Group;
import io.mededge.edge.profile.Point.Area;
import io.mededge.edge.profile.Point.Type;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads device profiles. The form is explained in docs/reference/config.md. */
public final class ProfileLoader {
    /** What comes with the program. */
    public static final List<String> SHIPPED = List.of("mededge-hd", "mededge-nibp", "legacy-hd");

    /** Larger than any sensible profile, bytes. */
    static final int MAX_BYTES = 1 << 20;

    private static final int MAX_ADDRESS = 65_535;

    private ProfileLoader() {}

    /** A profile, or every mistake of its file: one sentence each with file, place, what and why. */
    public sealed interface Result {
        record Valid(DeviceProfile profile) implements Result {}

        record Invalid(List<String> problems) implements Result {}
    }

    public static Result load(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return invalid(file + ": a profile has at most " + MAX_BYTES + " bytes");
            }
            return parse(file.toString(), Files.readString(file));
        } catch (IOException unreadable) {
            return invalid(file + ": cannot be read: " + unreadable);
        }
    }

    public static Result loadShipped(String name) {
        var resource = "/profiles/" + name + ".yaml";
        try (var stream = ProfileLoader.class.getResourceAsStream(resource)) {
            return stream == null
                    ? invalid(resource + " is not shipped")
                    : parse(name + ".yaml", new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            return invalid(resource + " cannot be read: " + unreadable);
        }
    }

    /** @param file named in problems */
    public static Result parse(String file, String yaml) {
        var problems = new ArrayList<String>();
        try {
            var root = new ObjectMapper(new YAMLFactory()).readTree(yaml);
            var profile = profile(new YamlFields(file, root, problems));
            return problems.isEmpty() ? new Result.Valid(profile) : new Result.Invalid(problems);
        } catch (JsonProcessingException notYaml) {
            var line = notYaml.getLocation() == null ? 0 : notYaml.getLocation().getLineNr();
            return invalid(file + ": is no YAML near line " + line);
        }
    }

    private static Result invalid(String problem) {
        return new Result.Invalid(List.of(problem));
    }

    private static DeviceProfile profile(YamlFields file) {
        var name = file.text("profile");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9-]{0,47}")) {
            file.problem("profile must be 1 to 48 letters, digits or hyphens, not '" + name + "'");
        }
        var groups = groups(file);
        var points = new ArrayList<Point>();
        for (var fields : file.list("points", "id")) {
            PointReader.read(fields, groups).ifPresent(points::add);
        }
        checkPoints(file, points);
        var profile = new DeviceProfile(
                name,
                file.integer("version", 1, 1_000_000),
                shortText(file, "model", name),
                digits(file, "device-type"),
                file.integer("gap-limit", 0, 100, 8),
                groups,
                points,
                events(file),
                episode(file, groups));
        file.refuseOthers();
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

    private static void checkPoints(YamlFields file, List<Point> points) {
        if (points.isEmpty() || points.size() > Sample.MAX_READINGS) {
            file.problem("points must be 1 to " + Sample.MAX_READINGS + ", not " + points.size());
        }
        var seen = new HashSet<String>();
        for (var point : points) {
            if (!seen.add(point.metric().id().value())) {
                file.problem("two points are named " + point.metric().id());
            }
        }
    }

    private static Optional<EventList> events(YamlFields file) {
        if (!file.has("events")) {
            return Optional.empty();
        }
        var fields = file.fields("events");
        var counter = counter(fields, "counter");
        var slots = fields.integer("slots", 1, 1_024);
        if (Integer.bitCount(slots) != 1) {
            fields.problem("slots must be a power of two, or events would change their slots when the counter wraps");
        }
        var address = fields.integer("address", 0, MAX_ADDRESS);
        if (address + slots * EventList.ENTRY_WORDS > MAX_ADDRESS + 1) {
            fields.problem("the list ends beyond register " + MAX_ADDRESS);
        }
        var names = new HashMap<Integer, String>();
        for (var name : fields.list("names", "name")) {
            names.put(name.integer("code", 0, 65_535), shortText(name, "name", ""));
            name.refuseOthers();
        }
        fields.refuseOthers();
        return Optional.of(new EventList(counter, address, slots, names));
    }

    private static Optional<Episode> episode(YamlFields file, Map<String, Group> groups) {
        if (!file.has("episode")) {
            return Optional.empty();
        }
        var fields = file.fields("episode");
        var counter = counter(fields, "counter");
        var age = PointReader.read(fields.fields("age"), groups);
        fields.refuseOthers();
        return age.map(point -> new Episode(counter, point));
    }

    private static Counter counter(YamlFields fields, String key) {
        if (!fields.has(key)) {
            fields.problem(key + " is missing");
            return new Counter(Area.INPUT, 0);
        }
        var counter = fields.fields(key);
        var area = counter.choice("area", Area.class);
        if (area.holdsBits()) {
            counter.problem("a counter is a register, so area must be input or holding");
        }
        var address = counter.integer("address", 0, MAX_ADDRESS);
        counter.refuseOthers();
        return new Counter(area, address);
    }

    static String shortText(YamlFields fields, String key, String ifAbsent) {
        var text = fields.text(key, ifAbsent);
        if (text.length() > DeviceDescription.MAX_TEXT || text.chars().anyMatch(Character::isISOControl)) {
            fields.problem(key + " must have at most " + DeviceDescription.MAX_TEXT + " printable characters");
            return "";
        }
        return text;
    }

    static String digits(YamlFields fields, String key) {
        var text = fields.text(key, "");
        if (!text.matches("[0-9]{0,10}")) {
            fields.problem(key + " must be a code of digits, not '" + text + "'");
            return "";
        }
        return text;
    }

    static int lastAddress(Area area, int address, Type type) {
        return address + (area.holdsBits() ? 1 : type.words()) - 1;
    }
}
