package io.mededge.edge.profile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Merges what is to be read into the fewest requests, and learns from one machine's refusals where it must not: between which registers a request has to
 * end, and which points the machine does not have at all. Not thread-safe.
 */
public final class BlockPlanner {
    /** A point that was refused is asked for again after that: the machine may have another configuration by then. Nanoseconds. */
    static final long LEFT_OUT_NANOS = 600_000_000_000L;

    private final DeviceProfile profile;
    private final Set<Place> cuts = new HashSet<>();
    private final Map<Place, Long> leftOut = new HashMap<>();

    public BlockPlanner(DeviceProfile profile) {
        this.profile = profile;
    }

    private record Place(Point.Area area, int address) {}

    /** Registers or bits that must come in one piece. */
    record Span(Point.Area area, int address, int length) {
        static Span of(Point point) {
            return new Span(point.area(), point.address(), point.length());
        }

        static Span of(DeviceProfile.Counter counter) {
            return new Span(counter.area(), counter.address(), 1);
        }

        Place place() {
            return new Place(area, address);
        }
    }

    /** Requests, and the points whose values they bring. */
    public record Plan(List<Point> points, List<Block> blocks) {}

    /** Two blocks that together read all that is wanted of one. */
    public record Halves(Block first, Block second) {}

    /** All that a poll of these points must read, with the counters of the event list and of episodes and the machine's clock. */
    public Plan plan(Collection<Point> wanted) {
        var points = wanted.stream()
                .filter(point -> !leftOut.containsKey(Span.of(point).place()))
                .toList();
        var spans = new ArrayList<Span>(indispensable());
        points.forEach(point -> spans.add(Span.of(point)));
        return new Plan(points, plan(spans, profile.gapLimit(), this::mustEndBefore));
    }

    /** Whether no request may read on across these registers that nobody wants, up to the span after them. */
    private boolean mustEndBefore(int gapStart, Span next) {
        return cuts.contains(next.place())
                || leftOut.keySet().stream()
                        .anyMatch(place -> place.area() == next.area()
                                && gapStart <= place.address()
                                && place.address() < next.address());
    }

    /** What a poll cannot do without. */
    private List<Span> indispensable() {
        var spans = new ArrayList<Span>();
        profile.events().ifPresent(events -> spans.add(Span.of(events.counter())));
        profile.episode().ifPresent(episode -> {
            spans.add(Span.of(episode.counter()));
            spans.add(Span.of(episode.age()));
        });
        profile.clock()
                .ifPresent(clock -> spans.add(
                        new Span(clock.area(), clock.address(), clock.form().words())));
        return spans;
    }

    /**
     * Halves a block that the machine has refused as a whole; empty if only one address of it is wanted.
     */
    public Optional<Halves> halves(Block refused) {
        var spans = inside(refused);
        if (spans.get(0).address() == spans.get(spans.size() - 1).address()) {
            return Optional.empty();
        }
        var middle = spans.size() / 2;
        while (spans.get(middle).address() == spans.get(0).address()) {
            middle++;
        }
        while (spans.get(middle).address() == spans.get(middle - 1).address()) {
            middle--;
        }
        return Optional.of(new Halves(hull(spans.subList(0, middle)), hull(spans.subList(middle, spans.size()))));
    }

    private List<Span> inside(Block block) {
        var spans = indispensable();
        profile.points().forEach(point -> spans.add(Span.of(point)));
        spans.removeIf(span -> !block.contains(span.area(), span.address(), span.length()));
        spans.sort(Comparator.comparingInt(Span::address));
        return spans;
    }

    private static Block hull(List<Span> spans) {
        var first = spans.get(0).address();
        var end = spans.stream()
                .mapToInt(span -> span.address() + span.length())
                .max()
                .orElseThrow();
        return new Block(spans.get(0).area(), first, end - first);
    }

    /** From now on no request reads across the first address of this block. */
    public void cutBefore(Block block) {
        cuts.add(new Place(block.area(), block.address()));
    }

    /** Whether a poll makes sense without what this block reads. */
    public boolean mayBeLeftOut(Block block) {
        return indispensable().stream().noneMatch(span -> block.contains(span.area(), span.address(), span.length()));
    }

    /** The points of this block are not asked for until the time is over. */
    public void leaveOut(Block block, long nowNanos) {
        leftOut.put(new Place(block.area(), block.address()), nowNanos + LEFT_OUT_NANOS);
    }

    /** Whether points that were left out are due to be tried again; they are part of plans from then on. */
    public boolean retryLeftOut(long nowNanos) {
        return leftOut.values().removeIf(until -> until - nowNanos <= 0);
    }

    /** Asks for all points again, for a machine that was away may have become another. Returns whether there were any left out. */
    public boolean retryAllLeftOut() {
        var any = !leftOut.isEmpty();
        leftOut.clear();
        return any;
    }

    static List<Block> plan(List<Span> spans, int gapLimit) {
        return plan(spans, gapLimit, (gapStart, next) -> false);
    }

    /**
     * Greedy from the lowest address, which is optimal: a request is extended while it stays within the protocol's bound, the registers in between that
     * nobody wants are at most so many, and nothing known forbids it. No span is cut.
     */
    private static List<Block> plan(List<Span> spans, int gapLimit, BiPredicate<Integer, Span> mustEnd) {
        var sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparing(Span::area).thenComparingInt(Span::address));
        var blocks = new ArrayList<Block>();
        for (var span : sorted) {
            var last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
            if (last != null && last.area() == span.area()) {
                var end = Math.max(last.address() + last.count(), span.address() + span.length());
                var gapStart = last.address() + last.count();
                var gap = span.address() - gapStart;
                var mayGoOn = last.address() == span.address() || !mustEnd.test(gapStart, span);
                if (mayGoOn
                        && gap <= gapLimit
                        && end - last.address() <= span.area().maxPerRequest()) {
                    blocks.set(blocks.size() - 1, new Block(last.area(), last.address(), end - last.address()));
                    continue;
                }
            }
            blocks.add(new Block(span.area(), span.address(), span.length()));
        }
        return blocks;
    }
}
