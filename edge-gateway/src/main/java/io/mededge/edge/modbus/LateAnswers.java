package io.mededge.edge.modbus;

import io.mededge.edge.profile.Block;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Which answers of a line may still be under way. A frame on a serial line names no transaction: an answer that comes too late looks like the answer to the
 * next request of that unit, if function and length are the same. So after an unanswered request the unit is first asked something whose answer has another
 * length. A unit answers in the order in which it was asked: once that answer is here, no earlier one can follow.
 */
final class LateAnswers {
    /** Older ones are forgotten: by then the unit has been silent through as many timeouts and pauses. */
    private static final int MAX_PER_UNIT = 8;

    private record Shape(int function, int answerBytes) {
        static Shape of(Request request) {
            return new Shape(request.function(), request.answerBytes());
        }
    }

    private final Map<Integer, Deque<Shape>> byUnit = new HashMap<>();

    /** What to send in its place: the request itself, unless its answer could be mistaken. */
    Request toSend(int unit, Request request) {
        var late = byUnit.get(unit);
        if (late == null || !late.contains(Shape.of(request)) || !(request instanceof Request.Read read)) {
            return request;
        }
        for (var change = 1; change <= MAX_PER_UNIT + 1; change++) {
            for (var probe : new Request.Read[] {resized(read.block(), -change), resized(read.block(), change)}) {
                if (!late.contains(Shape.of(probe))) {
                    return probe;
                }
            }
        }
        return request;
    }

    /** The same block some registers, or bytes of bits, shorter or longer; unchanged where that is not possible. */
    private static Request.Read resized(Block block, int change) {
        var count = block.count() + change * (block.area().holdsBits() ? 8 : 1);
        if (count < 1 || count > block.area().maxPerRequest()) {
            return new Request.Read(block);
        }
        return new Request.Read(new Block(block.area(), Math.min(block.address(), 65_536 - count), count));
    }

    void unanswered(int unit, Request sent) {
        var late = byUnit.computeIfAbsent(unit, unseen -> new ArrayDeque<>());
        if (late.size() == MAX_PER_UNIT) {
            late.removeFirst();
        }
        late.addLast(Shape.of(sent));
    }

    void answered(int unit) {
        byUnit.remove(unit);
    }
}
