package io.mededge.edge.journal;

import io.mededge.model.id.MetricId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Short numbers for metric ids inside one journal. The writer numbers, the reader looks up. A number is stored in the transaction of the first record
 * that uses it; should that transaction fail, the number stays taken and is stored with the next.
 */
final class MetricDictionary {
    /** More than any set of profiles has; a number is stored in two bytes. */
    static final int MAX_METRICS = 65_536;

    private final Map<MetricId, Integer> numberByMetric = new ConcurrentHashMap<>();
    private final Map<Integer, MetricId> metricByNumber = new ConcurrentHashMap<>();
    private final List<MetricId> unsaved = new ArrayList<>();

    void load(int number, MetricId metric) {
        numberByMetric.put(metric, number);
        metricByNumber.put(number, metric);
    }

    /** @throws IllegalArgumentException if there are too many */
    int numberOf(MetricId metric) {
        var known = numberByMetric.get(metric);
        if (known != null) {
            return known;
        }
        var number = numberByMetric.size();
        if (number >= MAX_METRICS) {
            throw new IllegalArgumentException("a journal knows at most " + MAX_METRICS + " metrics");
        }
        load(number, metric);
        unsaved.add(metric);
        return number;
    }

    /** @throws IllegalArgumentException if the number is not taken */
    MetricId metricOf(int number) {
        var metric = metricByNumber.get(number);
        if (metric == null) {
            throw new IllegalArgumentException("metric number " + number + " is not known");
        }
        return metric;
    }

    /** Those that no committed transaction holds yet. */
    List<MetricId> unsaved() {
        return unsaved;
    }

    void saved() {
        unsaved.clear();
    }
}
