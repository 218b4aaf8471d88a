package io.mededge.edge.profile;

import io.mededge.edge.profile.DeviceProfile.EventList;
import io.mededge.edge.profile.Point.Area;
import io.mededge.edge.profile.Point.Type;
import io.mededge.edge.profile.PointReader.Declared;
import io.mededge.model.outbound.MetricDescription.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Holds what a profile says against what can be true. Points whose form is wrong are left out: their findings would be about our own replacements. */
final class ProfileLinter {
    /** Codes of kinds of device: partition 1. */
    private static final long DEVICE_PARTITION = 1;

    private final YamlFields file;
    private final DeviceProfile profile;
    private final List<Declared> points;

    ProfileLinter(YamlFields file, DeviceProfile profile, List<Declared> points) {
        this.file = file;
        this.profile = profile;
        this.points = points.stream().filter(Declared::sound).toList();
    }

    /** @param deviceTypeSnomed SNOMED CT identifier of the kind of device; empty for none */
    void lint(String deviceTypeSnomed) {
        lintDeviceType(deviceTypeSnomed);
        lintNames();
        lintOverlaps();
        for (var declared : points) {
            NumberRules.lint(declared, profile.points().contains(declared.point()));
            if (profile.episode().isPresent()
                    && declared.point().metric().recording().isOnChange()) {
                declared.fields()
                        .find(
                                Rule.CONTRADICTION,
                                "on-change",
                                "a measurement that comes now and then is always recorded whole");
            }
            CodeRules.lint(declared);
        }
    }

    private void lintDeviceType(String snomed) {
        var code = profile.deviceType();
        if (!code.isEmpty()) {
            if (CodeRules.partition(code) != DEVICE_PARTITION) {
                file.find(
                        Rule.CODE_PARTITION,
                        "device-type",
                        "device-type " + code + " is not in partition 1, kinds of device");
            } else if (CodeBook.published().mdc(code).isEmpty()) {
                file.find(Rule.CODE_UNPROVEN, "device-type", "device-type " + code + " has not been proven");
            }
        }
        if (!snomed.isEmpty()) {
            CodeRules.lintSnomed(file, "device-type-snomed", snomed, !code.isEmpty());
        }
    }

    private void lintNames() {
        var first = new HashMap<String, Declared>();
        for (var declared : points) {
            var id = declared.point().metric().id().value();
            if (profile.clock().isPresent() && id.equals(MachineClock.DEVIATION.value())) {
                declared.fields().find(Rule.DUPLICATE_METRIC, "id", id + " is the name of the clock's own metric");
            }
            if (first.putIfAbsent(id, declared) != null) {
                declared.fields().find(Rule.DUPLICATE_METRIC, "id", "two points are named " + id);
            }
        }
    }

    /** Each pair once, told at the later one. */
    private void lintOverlaps() {
        for (var i = 0; i < points.size(); i++) {
            var later = points.get(i);
            for (var j = 0; j < i; j++) {
                var earlier = points.get(j).point();
                if (overlap(earlier, later.point()) && !mayShare(earlier, later.point())) {
                    later.fields()
                            .find(
                                    Rule.REGISTER_OVERLAP,
                                    "address",
                                    text(later.point()) + " is also read by "
                                            + earlier.metric().id() + ", " + text(earlier));
                }
            }
            profile.clock()
                    .filter(clock -> overlap(clock, later.point()))
                    .ifPresent(clock -> later.fields()
                            .find(Rule.REGISTER_OVERLAP, "address", text(later.point()) + " is inside the clock"));
            profile.events()
                    .filter(events -> overlap(events, later.point()))
                    .ifPresent(events -> later.fields()
                            .find(Rule.REGISTER_OVERLAP, "address", text(later.point()) + " is inside the event list"));
        }
    }

    private static boolean overlap(Point one, Point other) {
        return one.area() == other.area()
                && one.area() != Area.MESSAGE
                && one.address() < other.address() + other.length()
                && other.address() < one.address() + one.length();
    }

    private static boolean overlap(MachineClock clock, Point point) {
        return clock.area() == point.area()
                && clock.address() < point.address() + point.length()
                && point.address() < clock.address() + clock.form().words();
    }

    private static boolean overlap(EventList events, Point point) {
        return events.counter().area() == point.area()
                && point.area() != Area.MESSAGE
                && events.address() < point.address() + point.length()
                && point.address() < events.address() + events.slots() * EventList.ENTRY_WORDS;
    }

    /** Different bits of a register, or a whole status word beside its bits. */
    private static boolean mayShare(Point one, Point other) {
        if (isPartOfRegister(one) && isPartOfRegister(other)) {
            return one.address() != other.address() || (bits(one) & bits(other)) == 0;
        }
        return (isPartOfRegister(one) && other.metric().kind() == Kind.BITS)
                || (isPartOfRegister(other) && one.metric().kind() == Kind.BITS);
    }

    private static boolean isPartOfRegister(Point point) {
        return !point.area().holdsBits() && (point.type() == Type.BIT || point.type() == Type.BITS);
    }

    private static int bits(Point point) {
        return ((1 << Math.max(1, point.width())) - 1) << point.bit();
    }

    private static String text(Point point) {
        var last = point.address() + point.length() - 1;
        var words = new ArrayList<String>();
        words.add(point.area() == Area.COIL || point.area() == Area.DISCRETE ? "bit" : "register");
        words.add(Integer.toString(point.address()));
        if (last > point.address()) {
            words.add("to");
            words.add(Integer.toString(last));
        }
        if (isPartOfRegister(point)) {
            words.add("from bit " + point.bit());
        }
        return String.join(" ", words);
    }
}
