package io.mededge.edge.modbus;

import io.mededge.edge.profile.Device;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription.Recording;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Leaves out of a poll what its profile records on change only and has not changed. What a reader may conclude from a missing value is promised in the
 * device's description, so in doubt a value is recorded. Not thread-safe.
 */
final class ChangeFilter {
    private final Map<MetricId, Signal> signals = new HashMap<>();

    ChangeFilter(Device device) {
        var pollMillis = device.poll().toMillis();
        var groups = device.profile().groups();
        // the machine's clock is no point and read with every poll
        for (var metric : device.profile().metrics()) {
            if (metric.recording().isOnChange()) {
                signals.put(metric.id(), new Signal(metric.recording(), pollMillis));
            }
        }
        for (var point : device.profile().points()) {
            var group = groups.get(point.group());
            if (group != null && point.metric().recording().isOnChange()) {
                signals.put(point.metric().id(), new Signal(point.metric().recording(), pollMillis * group.every()));
            }
        }
    }

    /** Whether there is anything that it may leave out. */
    boolean isSelective() {
        return !signals.isEmpty();
    }

    /** Those of the readings of one poll that are to be recorded, in their order; none: there is nothing new. @param at when the machine answered */
    List<Reading> due(List<Reading> readings, Instant at) {
        if (signals.isEmpty()) {
            return readings;
        }
        var millis = at.toEpochMilli();
        var due = new ArrayList<Reading>(readings.size());
        for (var reading : readings) {
            var signal = signals.get(reading.metric());
            if (signal == null || signal.isDue(reading, millis)) {
                due.add(reading);
            }
        }
        return due;
    }

    /** After anything that may have hidden a change, or lost a record: all values of the next polls are due. */
    void forget() {
        signals.values().forEach(Signal::forget);
    }

    /** The last recorded value of one metric. */
    private static final class Signal {
        private final double deadband;
        /** Recorded no later than this after the last: the poll after next could be too late. */
        private final long latestMillis;

        private boolean known;
        private double value;
        private Quality quality = Quality.GOOD;
        private long atMillis;

        Signal(Recording recording, long periodMillis) {
            deadband = recording.deadband();
            latestMillis = Math.max(0, recording.maxSilenceMillis() - periodMillis);
        }

        boolean isDue(Reading reading, long millis) {
            var elapsed = millis - atMillis;
            // a clock that was set back says nothing about how long ago that was
            if (known
                    && reading.quality() == quality
                    && Math.abs(reading.value() - value) <= deadband
                    && elapsed >= 0
                    && elapsed <= latestMillis) {
                return false;
            }
            known = true;
            value = reading.value();
            quality = reading.quality();
            atMillis = millis;
            return true;
        }

        void forget() {
            known = false;
        }
    }
}
