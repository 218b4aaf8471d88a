package io.mededge.edge.modbus;

import io.mededge.edge.profile.DeviceProfile;
import io.mededge.edge.profile.Point;
import java.util.List;
import java.util.Objects;

/**
 * Which signal groups of a device are due. Each group has its own period, a multiple of the device's; a group whose slot has passed unused is due with the
 * next poll, and its slot is counted as missed. Used by the poll loop's thread.
 */
final class GroupSchedule {
    /** So that a set of groups is a number. */
    private static final int MAX_GROUPS = Long.SIZE;

    private final DeviceProfile profile;
    private final List<String> names;
    private final int[] every;
    private final PollStatistics statistics;
    private long slot;
    private long due;

    GroupSchedule(DeviceProfile profile, PollStatistics statistics) {
        this.profile = profile;
        this.statistics = statistics;
        this.names = profile.groups().keySet().stream().sorted().toList();
        this.every = names.stream()
                .mapToInt(name ->
                        Objects.requireNonNull(profile.groups().get(name)).every())
                .toArray();
        if (names.size() > MAX_GROUPS) {
            throw new IllegalArgumentException("a profile has at most " + MAX_GROUPS + " groups");
        }
    }

    /**
     * The next slot has come.
     *
     * @param skipped how many before it have passed unused
     * @param count whether they were missed, or left out on purpose
     */
    void advance(long skipped, boolean count) {
        for (var i = 0; i < names.size(); i++) {
            var passed = multiples(every[i], slot, slot + skipped);
            if (passed > 0 && count) {
                statistics.missed(names.get(i), passed);
            }
            if (passed > 0 || (slot + skipped) % every[i] == 0) {
                due |= 1L << i;
            }
        }
        slot += skipped + 1;
    }

    /** How many numbers from {@code first} up to but without {@code end} are multiples. */
    private static long multiples(int every, long first, long end) {
        return Math.floorDiv(end - 1, every) - Math.floorDiv(first - 1, every);
    }

    /** The set of groups that are due, as a number. */
    long due() {
        return due;
    }

    /** The groups of the set have been read. */
    void served(long set) {
        due &= ~set;
    }

    List<Point> points(long set) {
        return profile.points().stream()
                .filter(point -> (set >> names.indexOf(point.group()) & 1) != 0)
                .toList();
    }
}
