package io.mededge.edge.journal;

import io.mededge.model.id.MetricId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The metrics of one block, numbered from 0 in the order of their first use. */
final class MetricNames {
    /** More than any set of profiles has. */
    static final int MAX_METRICS = 65_536;

    private final Map<MetricId, Integer> numberByMetric = new HashMap<>();
    private final List<MetricId> metrics = new ArrayList<>();

    int numberOf(MetricId metric) {
        var known = numberByMetric.get(metric);
        if (known != null) {
            return known;
        }
        numberByMetric.put(metric, metrics.size());
        metrics.add(metric);
        return metrics.size() - 1;
    }

    MetricId metricOf(int number) {
        return metrics.get(number);
    }

    int size() {
        return metrics.size();
    }

    void encode(PlainWriter out) {
        out.putUnsigned(metrics.size());
        metrics.forEach(metric -> out.putText(metric.value()));
    }

    /** @throws IllegalArgumentException if there are too many, or one is no metric id */
    static MetricNames decode(PlainReader in) {
        var names = new MetricNames();
        var count = in.getIndex(MAX_METRICS);
        for (var i = 0; i < count; i++) {
            if (names.numberOf(new MetricId(in.getText())) != i) {
                throw new IllegalArgumentException("a metric is named twice");
            }
        }
        return names;
    }
}
