package io.mededge.edge.monitor;

import java.util.Arrays;
import java.util.Optional;

/** What the spark lines of the board can show. */
enum Trend {
    VENOUS("venous-pressure", "Venous", "mmHg"),
    ARTERIAL("arterial-pressure", "Arterial", "mmHg"),
    TMP("tmp", "TMP", "mmHg"),
    BLOOD_FLOW("blood-flow", "Blood flow", "mL/min"),
    UF_RATE("uf-rate", "UF rate", "mL/h");

    private final String metric;
    private final String label;
    private final String unit;

    Trend(String metric, String label, String unit) {
        this.metric = metric;
        this.label = label;
        this.unit = unit;
    }

    public String metric() {
        return metric;
    }

    public String label() {
        return label;
    }

    public String unit() {
        return unit;
    }

    static Optional<Trend> ofMetric(String metric) {
        return Arrays.stream(values())
                .filter(trend -> trend.metric.equals(metric))
                .findFirst();
    }
}
