package io.mededge.model.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.safety.Hazard;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link SequenceSet} against a model that is too simple to be wrong: one bit for each sequence. */
@Hazard("H-008")
class SequenceSetTest {
    private static final int HIGHEST = 120;

    @Property
    void answersAsOneBitForEachSequenceWould(@ForAll("ranges") List<Range> additions) {
        var set = new SequenceSet();
        var model = new BitSet();
        for (var range : additions) {
            set.add(range);
            model.set((int) range.first(), (int) range.last() + 1);
            assertSame(set, model);
        }
    }

    @Property
    void addsOneSequenceOnce(@ForAll("sequences") List<Integer> sequences) {
        var set = new SequenceSet();
        var model = new BitSet();
        for (var sequence : sequences) {
            assertThat(set.add((long) sequence)).as("%d is new", sequence).isEqualTo(!model.get(sequence));
            model.set(sequence);
            assertSame(set, model);
        }
    }

    @Property
    void doesNotDependOnTheOrderOfArrival(@ForAll("ranges") List<Range> additions) {
        var backwards = new ArrayList<>(additions);
        java.util.Collections.reverse(backwards);
        assertThat(SequenceSet.of(backwards).ranges())
                .isEqualTo(SequenceSet.of(additions).ranges());
    }

    @Property
    void survivesTheDatabasesTextForm(@ForAll("ranges") List<Range> additions) {
        var set = SequenceSet.of(additions);
        assertThat(SequenceSet.parse(set.toMultirange()).ranges()).isEqualTo(set.ranges());
    }

    @Test
    void writesTheFormThatPostgresPrints() {
        var set = SequenceSet.of(List.of(new Range(11, 11), new Range(1, 4), new Range(5, 7)));
        assertThat(set.toMultirange()).isEqualTo("{[1,8),[11,12)}");
        assertThat(new SequenceSet().toMultirange()).isEqualTo("{}");
    }

    @Test
    void reachesTheLargestSequenceThereCanBe() {
        var last = Long.MAX_VALUE - 1;
        var set = SequenceSet.of(List.of(new Range(last, last), new Range(1, 1)));
        assertThat(set.highest()).isEqualTo(last);
        assertThat(set.missing()).isEqualTo(last - 2);
        assertThat(SequenceSet.parse(set.toMultirange()).ranges()).isEqualTo(set.ranges());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "}",
                "[1,8)",
                "{1,8}",
                "{[1,8]}",
                "{(0,8)}",
                "{[0,8)}",
                "{[8,8)}",
                "{[8,1)}",
                "{[1,8),}",
                "{[1,8)[9,10)}",
                "{[1,8) ,[9,10)}",
                "{[9,10),[1,8)}",
                "{[1,8),[8,10)}",
                "{[1,8),[2,10)}",
                "{[1,)}",
                "{[,8)}",
                "{[1,99999999999999999999)}",
                "{[01,8)}",
                "{[1,8)}}"
            })
    void refusesWhatIsNoCanonicalMultirange(String text) {
        assertThatThrownBy(() -> SequenceSet.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void refusesWhatIsNoSequence(long sequence) {
        var set = new SequenceSet();
        assertThatThrownBy(() -> set.add(sequence)).isInstanceOf(IllegalArgumentException.class);
        assertThat(set.isEmpty()).isTrue();
    }

    private static void assertSame(SequenceSet set, BitSet model) {
        for (var sequence = 1; sequence <= HIGHEST + 1; sequence++) {
            assertThat(set.contains(sequence)).as("contains %d", sequence).isEqualTo(model.get(sequence));
        }
        assertThat(set.contiguous()).isEqualTo(model.nextClearBit(1) - 1);
        assertThat(set.highest()).isEqualTo(Math.max(0, model.length() - 1));
        assertThat(set.missing()).isEqualTo(set.highest() - model.cardinality());
        assertThat(set.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(set.ranges()).isEqualTo(runs(model));
    }

    private static List<Range> runs(BitSet model) {
        var runs = new ArrayList<Range>();
        for (var first = model.nextSetBit(1); first >= 0; first = model.nextSetBit(model.nextClearBit(first))) {
            runs.add(new Range(first, model.nextClearBit(first) - 1));
        }
        return runs;
    }

    @Provide
    Arbitrary<List<Range>> ranges() {
        var bounds = Arbitraries.integers().between(1, HIGHEST);
        return Combinators.combine(bounds, Arbitraries.integers().between(0, 12))
                .as((first, length) -> new Range(first, Math.min(HIGHEST, first + length)))
                .list()
                .ofMaxSize(30);
    }

    @Provide
    Arbitrary<List<Integer>> sequences() {
        return Arbitraries.integers().between(1, HIGHEST).list().ofMaxSize(80);
    }
}
