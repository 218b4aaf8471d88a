package io.mededge.edge.profile;

import io.mededge.model.outbound.MetricDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kind of machine: its values and, if it has them, its event list and its trigger of episodic measurements.
 *
 * @param version of the profile's content; a region sees it in each device description
 * @param deviceType IEEE 11073 code of the kind of device, digits; empty when not proven
 * @param gapLimit how many registers that no point needs one request may span to save a second request
 * @param groups by name; every point is in one
 * @param clock the machine's own; its deviation is one more metric
 */
public record DeviceProfile(
        String name,
        int version,
        String model,
        String deviceType,
        int gapLimit,
        Map<String, Group> groups,
        List<Point> points,
        Optional<EventList> events,
        Optional<Episode> episode,
        Optional<MachineClock> clock) {

    public DeviceProfile {
        groups = Map.copyOf(groups);
        points = List.copyOf(points);
    }

    /** Points that are read together. @param every read in every n-th poll, from 1 */
    public record Group(int every) {}

    /** A register of the input or holding table that counts up and wraps at 65536. */
    public record Counter(Point.Area area, int address) {}

    /**
     * A ring of the machine's latest events. The entry of event n is in slot (n − 1) mod {@code slots}; an entry has four registers: the event's number,
     * its code, its phase (1 start, 2 end) and its age in seconds, which stops at 65535.
     *
     * @param counter counts the events ever written
     * @param address first register of slot 0, in the counter's table
     * @param names what the machine's codes mean; a code without a name is recorded all the same
     */
    public record EventList(Counter counter, int address, int slots, Map<Integer, String> names) {
        public static final int ENTRY_WORDS = 4;

        public EventList {
            names = Map.copyOf(names);
        }

        public int slotOf(int number) {
            return Math.floorMod(number - 1, slots);
        }
    }

    /**
     * Measurements that come now and then: recorded only when the counter has changed, at the time that the age tells.
     *
     * @param age its value in seconds
     */
    public record Episode(Counter counter, Point age) {}

    /** Whether its values are in no register: only a machine that speaks MQTT can have it. */
    public boolean isForMqttOnly() {
        return points.stream().anyMatch(point -> point.area() == Point.Area.MESSAGE);
    }

    /** Whether any of its values may matter for a treatment. */
    public boolean isClinical() {
        return points.stream().anyMatch(point -> point.use() == Point.Use.CLINICAL);
    }

    /** The metrics in the order of the points, the deviation of the machine's clock last. */
    public List<MetricDescription> metrics() {
        return Stream.concat(points.stream().map(Point::metric), clock.stream().map(unused -> MachineClock.metric()))
                .toList();
    }
}
