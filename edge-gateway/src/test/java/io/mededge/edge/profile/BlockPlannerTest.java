package io.mededge.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.profile.BlockPlanner.Span;
import io.mededge.edge.profile.Point.Area;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BlockPlannerTest {
    @Test
    void neighboursAndSmallGapsAreOneRequest() {
        assertThat(plan(4, input(0, 2), input(2, 1), input(7, 2))).containsExactly(new Block(Area.INPUT, 0, 9));
        assertThat(plan(3, input(0, 2), input(2, 1), input(7, 2)))
                .containsExactly(new Block(Area.INPUT, 0, 3), new Block(Area.INPUT, 7, 2));
    }

    @Test
    void tablesAreNeverMixed() {
        assertThat(plan(100, input(0, 1), new Span(Area.HOLDING, 1, 1)))
                .containsExactly(new Block(Area.HOLDING, 1, 1), new Block(Area.INPUT, 0, 1));
    }

    @Test
    void noRequestExceedsTheProtocol() {
        assertThat(plan(8, input(0, 4), input(4, 120), input(124, 2)))
                .containsExactly(new Block(Area.INPUT, 0, 124), new Block(Area.INPUT, 124, 2));
    }

    @Property(tries = 300)
    void everySpanIsReadInOnePieceAndNothingTwice(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int gapLimit) {
        var random = new Random(seed);
        var spans = new ArrayList<Span>();
        for (var i = 0; i < 60; i++) {
            spans.add(new Span(
                    random.nextBoolean() ? Area.INPUT : Area.HOLDING, random.nextInt(900), 1 << random.nextInt(3)));
        }

        var blocks = BlockPlanner.plan(spans, gapLimit);

        assertThat(spans)
                .allSatisfy(span -> assertThat(blocks)
                        .anyMatch(block -> block.contains(span.area(), span.address(), span.length())));
        for (var i = 1; i < blocks.size(); i++) {
            var before = blocks.get(i - 1);
            var block = blocks.get(i);
            if (before.area() == block.area() && block.address() - before.address() - before.count() <= gapLimit) {
                assertThat(block.address() + block.count() - before.address())
                        .as("two requests that could be one: %s and %s", before, block)
                        .isGreaterThan(before.area().maxPerRequest() - 4);
            }
        }
    }

    private static Span input(int address, int length) {
        return new Span(Area.INPUT, address, length);
    }

    private static List<Block> plan(int gapLimit, Span... spans) {
        return BlockPlanner.plan(List.of(spans), gapLimit);
    }
}
