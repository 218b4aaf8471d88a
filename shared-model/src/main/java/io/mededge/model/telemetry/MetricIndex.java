package io.mededge.model.telemetry;

import io.mededge.model.id.MetricId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives each metric of a batch a position in the order in which they are first seen. */
final class MetricIndex {
    private final List<MetricId> metrics = new ArrayList<>();
    private final Map<MetricId, Integer> positions = new HashMap<>();

    /** @param likely where it probably is: samples of a device have the same metrics in the same order, so most need no look-up */
    int position(MetricId metric, int likely) {
        if (likely < metrics.size() && metrics.get(likely).equals(metric)) {
            return likely;
        }
        var known = positions.putIfAbsent(metric, metrics.size());
        if (known != null) {
            return known;
        }
        metrics.add(metric);
        return metrics.size() - 1;
    }

    List<String> names() {
        return metrics.stream().map(MetricId::value).toList();
    }
}
