package io.mededge.edge.monitor;

import io.mededge.edge.profile.Device;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest values, the recent past and the last events of one device. Thread-safe: pollers write, pages read. */
final class WatchedDevice {
    /** A polled value is stale after three missed polls … */
    static final int MISSED_POLLS = 3;

    /** … and the time that a value may take from the poll to the screen. */
    static final Duration DISPLAY_DELAY = Duration.ofMillis(500);

    /** Cuff pressures are ordered every 15 to 30 minutes; five minutes of grace. Until an interval is ordered per patient, the longest one counts. */
    static final Duration EPISODE_STALE_AFTER = Duration.ofMinutes(35);

    static final int MAX_EVENTS = 64;

    private final Device device;
    private final DeviceDescription description;
    private final Map<MetricId, Integer> indexById = new HashMap<>();
    private final long[] staleAfterMillis;
    /** How long values of the metric may be missing and yet be known to be unchanged; 0: they are not. */
    private final long[] silenceMillis;
    /** The longest time between two records of a device that is well. */
    private final long recordMillis;

    private final double[] value;
    private final Quality[] quality;
    private final long[] atMillis;
    private final Track track;
    private final Deque<Event> events = new ArrayDeque<>();
    private @Nullable Fault fault;
    private long lastSampleMillis;

    WatchedDevice(Device device, DeviceDescription description) {
        this.device = device;
        this.description = description;
        var metrics = description.metrics();
        for (var i = 0; i < metrics.size(); i++) {
            indexById.put(metrics.get(i).id(), i);
        }
        value = new double[metrics.size()];
        quality = new Quality[metrics.size()];
        Arrays.fill(quality, Quality.GOOD);
        atMillis = new long[metrics.size()];
        staleAfterMillis = new long[metrics.size()];
        silenceMillis = new long[metrics.size()];
        recordMillis = expect(metrics);
        track = new Track(metrics.size(), device.poll());
    }

    /** When values are due. Returns the shortest distance in which at least one is. */
    private long expect(List<MetricDescription> metrics) {
        var every = new int[metrics.size()];
        Arrays.fill(every, 1);
        for (var point : device.profile().points()) {
            var index = indexById.get(point.metric().id());
            var group = device.profile().groups().get(point.group());
            if (index != null && group != null) {
                every[index] = group.every();
            }
        }
        var pollMillis = device.poll().toMillis();
        var shortest = metrics.isEmpty() ? pollMillis : Long.MAX_VALUE;
        for (var i = 0; i < every.length; i++) {
            silenceMillis[i] = metrics.get(i).recording().maxSilenceMillis();
            staleAfterMillis[i] = staleAfter(every[i]).toMillis() + silenceMillis[i];
            shortest = Math.min(shortest, Math.max(silenceMillis[i], pollMillis * every[i]));
        }
        return shortest;
    }

    private Duration staleAfter(int every) {
        return episodic()
                ? EPISODE_STALE_AFTER
                : device.poll().multipliedBy((long) MISSED_POLLS * every).plus(DISPLAY_DELAY);
    }

    Device device() {
        return device;
    }

    DeviceDescription description() {
        return description;
    }

    /** Whether it measures now and then, so that silence says nothing. */
    boolean episodic() {
        return device.profile().episode().isPresent();
    }

    /** Takes over what is still true: an alarm must not vanish because a profile has changed. */
    synchronized void inherit(WatchedDevice before) {
        synchronized (before) {
            events.addAll(before.events);
            fault = before.fault;
            lastSampleMillis = before.lastSampleMillis;
            for (var metric : before.description.metrics()) {
                var index = indexById.get(metric.id());
                var old = before.indexById.get(metric.id());
                if (index != null
                        && old != null
                        && description.metrics().get(index).equals(metric)) {
                    value[index] = before.value[old];
                    quality[index] = before.quality[old];
                    atMillis[index] = before.atMillis[old];
                }
            }
        }
    }

    synchronized void record(Entry entry) {
        var body = entry.body();
        if (body instanceof Sample sample) {
            take(entry.at().toEpochMilli(), sample);
        } else if (body instanceof Gap gap) {
            fault = gap.until() == null ? new Fault(gap.fault(), entry.at()) : null;
        } else if (body instanceof MachineEvent event) {
            if (events.size() == MAX_EVENTS) {
                events.removeLast();
            }
            events.addFirst(new Event(entry.at(), event));
        }
    }

    /** An earlier run has left this open. */
    synchronized void left(FaultCode code, Instant since) {
        fault = new Fault(code, since);
    }

    private void take(long millis, Sample sample) {
        fault = null;
        lastSampleMillis = millis;
        var row = new double[value.length];
        Arrays.fill(row, Double.NaN);
        for (var reading : sample.readings()) {
            var index = indexById.get(reading.metric());
            if (index != null) {
                value[index] = reading.value();
                quality[index] = reading.quality();
                atMillis[index] = millis;
                row[index] = reading.quality() == Quality.INVALID ? Double.NaN : reading.value();
            }
        }
        track.add(millis, row);
    }

    /** The newest value of a metric; empty if the device has no such metric or it never came. */
    synchronized Optional<Newest> newest(MetricId metric, Instant now) {
        var index = indexById.get(metric);
        return index == null || atMillis[index] == 0 ? Optional.empty() : Optional.of(newest(index, now));
    }

    private Newest newest(int index, Instant now) {
        return new Newest(
                description.metrics().get(index),
                value[index],
                quality[index],
                Instant.ofEpochMilli(atMillis[index]),
                now.toEpochMilli() - atMillis[index] > staleAfterMillis[index]);
    }

    /** All metrics in the order of the profile; those that never came have no value. */
    synchronized List<Line> lines(Instant now) {
        var lines = new ArrayList<Line>(value.length);
        for (var index = 0; index < value.length; index++) {
            var metric = description.metrics().get(index);
            lines.add(new Line(
                    metric,
                    atMillis[index] == 0 ? null : newest(index, now),
                    Duration.ofMillis(staleAfterMillis[index])));
        }
        return lines;
    }

    boolean has(MetricId metric) {
        return indexById.containsKey(metric);
    }

    Optional<MetricDescription> metric(MetricId id) {
        var index = indexById.get(id);
        return index == null
                ? Optional.empty()
                : Optional.of(description.metrics().get(index));
    }

    /** How long the device may give no value at all before it is taken for silent. */
    Duration silentAfter() {
        return Duration.ofMillis(
                Arrays.stream(staleAfterMillis).min().orElse(staleAfter(1).toMillis()));
    }

    /** How old a value may grow before it is stale. */
    Duration staleAfter(MetricId metric) {
        var index = indexById.get(metric);
        return index == null ? staleAfter(1) : Duration.ofMillis(staleAfterMillis[index]);
    }

    synchronized Track.Series since(MetricId metric, Instant from) {
        var index = indexById.get(metric);
        return index == null ? new Track.Series(new long[0], new float[0]) : track.since(index, from.toEpochMilli());
    }

    synchronized float[] means(MetricId metric, long endMillis, int bins, long binMillis) {
        var index = indexById.get(metric);
        return index == null
                ? new float[0]
                : held(track.means(index, endMillis, bins, binMillis), silenceMillis[index] / binMillis);
    }

    /** What was not recorded because it did not change is no hole in a curve. @param longest how many bins that explains */
    private static float[] held(float[] means, long longest) {
        var silent = 0L;
        for (var bin = 1; bin < means.length; bin++) {
            silent = Float.isNaN(means[bin]) ? silent + 1 : 0;
            if (silent > 0 && silent <= longest) {
                means[bin] = means[bin - 1];
            }
        }
        return means;
    }

    synchronized Track.Completeness completeness(Instant now) {
        return track.completeness(now.toEpochMilli(), recordMillis);
    }

    /** Why no values come at present; empty while they do. */
    synchronized Optional<Fault> fault() {
        return Optional.ofNullable(fault);
    }

    /** When the last values came; empty if never. */
    synchronized Optional<Instant> lastSample() {
        return lastSampleMillis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(lastSampleMillis));
    }

    /** The newest first. */
    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    record Fault(FaultCode code, Instant since) {}

    record Event(Instant at, MachineEvent event) {}

    /** @param at when it was so at the machine */
    record Newest(MetricDescription metric, double value, Quality quality, Instant at, boolean stale) {}

    record Line(MetricDescription metric, @Nullable Newest newest, Duration staleAfter) {}
}
