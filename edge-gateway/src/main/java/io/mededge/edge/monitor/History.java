package io.mededge.edge.monitor;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mededge.model.outbound.MetricDescription;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric of one station over the last minutes, for a plot.
 *
 * @param unit for the eye; {@code ucum} for programs
 * @param from ms since 1970, as all times here
 * @param at times of {@code values}, ascending
 * @param gaps [from, to] where values should be and are not, also before the first and after the last
 * @param marks what the machine's own event list says began in this time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record History(
        String station,
        String metric,
        String display,
        String unit,
        String ucum,
        long from,
        long to,
        long[] at,
        float[] values,
        List<long[]> gaps,
        List<Mark> marks) {

    static final int MAX_MINUTES = 24 * 60;

    record Mark(long at, String text, String priority) {}

    static History of(Station station, WatchedDevice device, MetricDescription metric, int minutes, Instant now) {
        var from = now.minus(minutes, ChronoUnit.MINUTES);
        var series = device.since(metric.id(), from);
        return new History(
                station.name(),
                metric.id().value(),
                metric.display(),
                Readout.unit(metric.unit()),
                metric.unit(),
                from.toEpochMilli(),
                now.toEpochMilli(),
                series.atMillis(),
                series.values(),
                device.episodic()
                        ? List.of()
                        : gaps(
                                series.atMillis(),
                                from.toEpochMilli(),
                                now.toEpochMilli(),
                                device.staleAfter(metric.id())),
                StationView.events(station).stream()
                        .filter(event -> event.start() && !event.at().isBefore(from))
                        .map(event -> new Mark(event.at().toEpochMilli(), event.words(), event.priority()))
                        .toList());
    }

    /** A distance longer than that after which a value is stale is a gap. */
    static List<long[]> gaps(long[] at, long from, long to, Duration staleAfter) {
        var gaps = new ArrayList<long[]>();
        var previous = from;
        for (var millis : at) {
            if (millis - previous > staleAfter.toMillis()) {
                gaps.add(new long[] {previous, millis});
            }
            previous = millis;
        }
        if (to - previous > staleAfter.toMillis()) {
            gaps.add(new long[] {previous, to});
        }
        return gaps;
    }

    /** RFC 4180, one row for each value; times in ISO form. */
    String csv() {
        var text = new StringBuilder(at.length * 40)
                .append("time,")
                .append(metric)
                .append(" [")
                .append(ucum)
                .append("]\r\n");
        for (var i = 0; i < at.length; i++) {
            text.append(Instant.ofEpochMilli(at[i]))
                    .append(',')
                    .append(values[i])
                    .append("\r\n");
        }
        return text.toString();
    }

    /** The value of a query parameter as minutes; null if it is not 1 to {@link #MAX_MINUTES}. */
    static @Nullable Integer minutes(String text) {
        try {
            var minutes = Integer.parseInt(text);
            return minutes >= 1 && minutes <= MAX_MINUTES ? minutes : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }
}
