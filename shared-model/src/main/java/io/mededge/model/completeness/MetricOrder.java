package io.mededge.model.completeness;

import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.Sample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The readings of a sample in the order of their metrics. The samples of a device have the same metrics in the same order, so it is found once. */
final class MetricOrder {
    private static final Comparator<Sample.Reading> BY_METRIC = Comparator.comparing(
                    (Sample.Reading reading) -> reading.metric().value())
            .thenComparing(Sample.Reading::value)
            .thenComparing(Sample.Reading::quality);

    private final List<MetricId> metrics = new ArrayList<>();
    private int[] positions = new int[0];
    private byte[][] names = new byte[0][];
    private boolean isDistinct;

    void write(List<Sample.Reading> readings, CanonicalBytes bytes) {
        if (!isKnown(readings)) {
            learn(readings);
        }
        // a metric that comes twice, which no profile of ours has, is ordered by its values too
        var inOrder =
                isDistinct ? readings : readings.stream().sorted(BY_METRIC).toList();
        for (var i = 0; i < names.length; i++) {
            var reading = inOrder.get(isDistinct ? positions[i] : i);
            bytes.raw(names[i])
                    .int8(Double.doubleToRawLongBits(reading.value()))
                    .int1(reading.quality().ordinal());
        }
    }

    private boolean isKnown(List<Sample.Reading> readings) {
        if (readings.size() != metrics.size()) {
            return false;
        }
        for (var i = 0; i < metrics.size(); i++) {
            if (!metrics.get(i).equals(readings.get(i).metric())) {
                return false;
            }
        }
        return true;
    }

    private void learn(List<Sample.Reading> readings) {
        metrics.clear();
        readings.forEach(reading -> metrics.add(reading.metric()));
        positions = IntStream.range(0, metrics.size())
                .boxed()
                .sorted(Comparator.comparing(position -> metrics.get(position).value()))
                .mapToInt(Integer::intValue)
                .toArray();
        names = new byte[positions.length][];
        for (var i = 0; i < names.length; i++) {
            names[i] =
                    new CanonicalBytes().text(metrics.get(positions[i]).value()).copy();
        }
        isDistinct = metrics.stream().distinct().count() == metrics.size();
    }
}
