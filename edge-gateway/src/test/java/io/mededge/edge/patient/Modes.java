package io.mededge.edge.patient;

import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Choice;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.time.Instant;
import java.util.List;

/** A machine's mode of operation, as records tell it. */
final class Modes {
    static final int IDLE = 0;
    static final int TREATMENT = 2;
    static final int DISINFECTION = 4;

    static final MetricDescription METRIC = new MetricDescription(
            new MetricId("mode"),
            "Mode",
            "1",
            "",
            "",
            "",
            Kind.CODE,
            Category.STATE,
            List.of(
                    new Choice(IDLE, "IDL", "idle"),
                    new Choice(TREATMENT, "TX", "treatment"),
                    new Choice(DISINFECTION, "DIS", "disinfection")));

    private Modes() {}

    static Entry entry(int mode, Instant at) {
        return new Entry(1, at, at, new Sample(List.of(new Sample.Reading(METRIC.id(), mode, Quality.GOOD))));
    }
}
