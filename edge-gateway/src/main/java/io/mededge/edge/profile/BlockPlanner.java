package io.mededge.edge.profile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Merges what is to be read into the fewest requests. */
public final class BlockPlanner {
    private BlockPlanner() {}

    /** Registers or bits that must come in one piece. */
    record Span(Point.Area area, int address, int length) {
        static Span of(Point point) {
            return new Span(point.area(), point.address(), point.length());
        }

        static Span of(DeviceProfile.Counter counter) {
            return new Span(counter.area(), counter.address(), 1);
        }
    }

    /** All that a poll of these points must read, with the counters of the event list and of episodes. */
    public static List<Block> plan(DeviceProfile profile, Collection<Point> points) {
        var spans = new ArrayList<Span>();
        points.forEach(point -> spans.add(Span.of(point)));
        profile.events().ifPresent(events -> spans.add(Span.of(events.counter())));
        profile.episode().ifPresent(episode -> {
            spans.add(Span.of(episode.counter()));
            spans.add(Span.of(episode.age()));
        });
        return plan(spans, profile.gapLimit());
    }

    /**
     * Greedy from the lowest address, which is optimal: a request is extended while it stays within the protocol's bound and the registers in between that
     * nobody wants are at most so many. No span is cut.
     */
    static List<Block> plan(List<Span> spans, int gapLimit) {
        var sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparing(Span::area).thenComparingInt(Span::address));
        var blocks = new ArrayList<Block>();
        for (var span : sorted) {
            var last = blocks.isEmpty() ? null : blocks.get(blocks.size() - 1);
            if (last != null && last.area() == span.area()) {
                var end = Math.max(last.address() + last.count(), span.address() + span.length());
                var gap = span.address() - (last.address() + last.count());
                if (gap <= gapLimit && end - last.address() <= span.area().maxPerRequest()) {
                    blocks.set(blocks.size() - 1, new Block(last.area(), last.address(), end - last.address()));
                    continue;
                }
            }
            blocks.add(new Block(span.area(), span.address(), span.length()));
        }
        return blocks;
    }
}
