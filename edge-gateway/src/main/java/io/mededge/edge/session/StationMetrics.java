package io.mededge.edge.session;

import io.mededge.edge.monitor.Readout;
import io.mededge.edge.profile.Device;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be prescribed and observed at a station: what its devices know, and what is measured by hand everywhere. */
final class StationMetrics {
    static final MetricId SYSTOLIC = new MetricId("bp-systolic");
    static final MetricId DIASTOLIC = new MetricId("bp-diastolic");
    private static final String SETTING = " setting";

    private static final List<Metric> BY_HAND = List.of(
            new Metric("bp-systolic", "Systolic blood pressure", "mm[Hg]"),
            new Metric("bp-diastolic", "Diastolic blood pressure", "mm[Hg]"),
            new Metric("pulse", "Pulse rate", "/min"),
            new Metric("body-weight", "Body weight", "kg"),
            new Metric("body-temperature", "Body temperature", "Cel"));

    private final List<Metric> settings = new ArrayList<>();
    private final List<Metric> observed = new ArrayList<>(BY_HAND);

    /** @param unit UCUM */
    record Metric(String id, String display, String unit) {
        /** As on the machine's own screen. */
        public String unitWords() {
            return Readout.unit(unit);
        }
    }

    /** @param prescribed what a session has already; it can be prescribed again though no device here knows it */
    StationMetrics(List<Device> devices, List<Target> prescribed) {
        for (var device : devices) {
            device.profile().metrics().stream()
                    .filter(metric -> metric.kind() == Kind.QUANTITY)
                    .forEach(this::add);
        }
        for (var target : prescribed) {
            var id = target.what().value();
            if (settings.stream().noneMatch(known -> known.id().equals(id))) {
                settings.add(new Metric(id, display(target.what()), unit(target)));
            }
        }
    }

    private static String unit(Target target) {
        return Stream.of(target.target(), target.low(), target.high())
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow()
                .unit()
                .value();
    }

    private void add(MetricDescription metric) {
        var id = metric.id().value();
        if (metric.category() == Category.SETTING) {
            var display = metric.display();
            settings.add(new Metric(
                    id,
                    display.endsWith(SETTING) ? display.substring(0, display.length() - SETTING.length()) : display,
                    metric.unit()));
        } else if (metric.category() != Category.STATE
                && observed.stream().noneMatch(known -> known.id().equals(id))) {
            observed.add(new Metric(id, metric.display(), metric.unit()));
        }
    }

    List<Metric> settings() {
        return settings;
    }

    List<Metric> observed() {
        return observed;
    }

    Optional<Metric> find(String id) {
        return Stream.concat(settings.stream(), observed.stream())
                .filter(metric -> metric.id().equals(id))
                .findFirst();
    }

    /** In words; the id itself of what the station does not know. */
    String display(MetricId id) {
        return find(id.value()).map(Metric::display).orElse(id.value());
    }
}
