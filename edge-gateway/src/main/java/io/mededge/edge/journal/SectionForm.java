package io.mededge.edge.journal;

import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The records of one stream inside a block: times, then which record has which layout, then what is no sample, then one column for each metric. A layout is
 * the list of a sample's metrics; the empty one stands for a record that is no sample.
 */
final class SectionForm {
    private SectionForm() {}

    static void encode(List<Entry> entries, MetricNames metrics, Function<Entry, byte[]> wire, PlainWriter out) {
        encodeTimes(entries, out);
        Map<Layout, Integer> numberByLayout = new LinkedHashMap<>();
        var layouts = new int[entries.size()];
        for (var i = 0; i < layouts.length; i++) {
            layouts[i] =
                    numberByLayout.computeIfAbsent(layout(entries.get(i), metrics), unseen -> numberByLayout.size());
        }
        out.putUnsigned(numberByLayout.size());
        for (var layout : numberByLayout.keySet()) {
            out.putUnsigned(layout.metrics().length);
            for (var metric : layout.metrics()) {
                out.putUnsigned(metric);
            }
        }
        if (numberByLayout.size() > 1) {
            for (var layout : layouts) {
                out.putUnsigned(layout);
            }
        }
        for (var entry : entries) {
            if (!(entry.body() instanceof Sample)) {
                var message = wire.apply(entry);
                out.putUnsigned(message.length);
                out.put(message);
            }
        }
        encodeColumns(entries, List.copyOf(numberByLayout.keySet()), layouts, metrics.size(), out);
    }

    /** Polls come at an even pace, so it is the change of the distance that is small. The recording follows within milliseconds. */
    private static void encodeTimes(List<Entry> entries, PlainWriter out) {
        var before = 0L;
        var pace = 0L;
        for (var entry : entries) {
            var at = micros(entry.at());
            var distance = at - before;
            out.putSigned(distance - pace);
            pace = before == 0 ? 0 : distance;
            before = at;
        }
        for (var entry : entries) {
            out.putSigned(micros(entry.recorded()) - micros(entry.at()));
        }
    }

    private static Layout layout(Entry entry, MetricNames metrics) {
        if (!(entry.body() instanceof Sample sample)) {
            return new Layout(new int[0]);
        }
        return new Layout(sample.readings().stream()
                .mapToInt(reading -> metrics.numberOf(reading.metric()))
                .toArray());
    }

    private static void encodeColumns(
            List<Entry> entries, List<Layout> layouts, int[] layoutOf, int metricCount, PlainWriter out) {
        var columns = new @Nullable Column[metricCount];
        for (var i = 0; i < layoutOf.length; i++) {
            var metrics = layouts.get(layoutOf[i]).metrics();
            for (var k = 0; k < metrics.length; k++) {
                var column = columns[metrics[k]];
                if (column == null) {
                    column = new Column(layoutOf.length);
                    columns[metrics[k]] = column;
                }
                column.add(((Sample) entries.get(i).body()).readings().get(k));
            }
        }
        for (var column : columns) {
            if (column != null) {
                column.encode(out);
            }
        }
    }

    static List<Entry> decode(
            Contents.Run run, MetricNames metrics, Function<byte[], RegionBound> body, PlainReader in) {
        var count = run.count();
        var at = decodeTimes(count, in);
        var recorded = new long[count];
        for (var i = 0; i < count; i++) {
            recorded[i] = at[i] + in.getSigned();
        }
        var layouts = decodeLayouts(count, metrics.size(), in);
        var layoutOf = new int[count];
        for (var i = 0; i < count && layouts.size() > 1; i++) {
            layoutOf[i] = in.getIndex(layouts.size());
        }
        var bodies = new @Nullable RegionBound[count];
        for (var i = 0; i < count; i++) {
            if (layouts.get(layoutOf[i]).metrics().length == 0) {
                bodies[i] = body.apply(in.get(in.getIndex(in.left())));
            }
        }
        var columns = decodeColumns(layouts, layoutOf, metrics.size(), in);
        var entries = new ArrayList<Entry>(count);
        for (var i = 0; i < count; i++) {
            var whole = bodies[i];
            entries.add(new Entry(
                    run.first() + i,
                    instant(at[i]),
                    instant(recorded[i]),
                    whole == null ? sample(layouts.get(layoutOf[i]), columns, metrics) : whole));
        }
        return entries;
    }

    private static long[] decodeTimes(int count, PlainReader in) {
        var at = new long[count];
        var before = 0L;
        var pace = 0L;
        for (var i = 0; i < count; i++) {
            var distance = in.getSigned() + pace;
            at[i] = before + distance;
            pace = before == 0 ? 0 : distance;
            before = at[i];
        }
        return at;
    }

    private static List<Layout> decodeLayouts(int count, int metricCount, PlainReader in) {
        var size = in.getIndex(count + 1);
        if (size == 0) {
            throw new IllegalArgumentException("records without a layout");
        }
        var layouts = new ArrayList<Layout>(size);
        for (var i = 0; i < size; i++) {
            var metrics = new int[in.getIndex(Sample.MAX_READINGS + 1)];
            for (var k = 0; k < metrics.length; k++) {
                metrics[k] = in.getIndex(metricCount);
            }
            layouts.add(new Layout(metrics));
        }
        return layouts;
    }

    private static @Nullable Column[] decodeColumns(
            List<Layout> layouts, int[] layoutOf, int metricCount, PlainReader in) {
        var sizes = new int[metricCount];
        for (var layout : layoutOf) {
            for (var metric : layouts.get(layout).metrics()) {
                sizes[metric]++;
            }
        }
        var columns = new @Nullable Column[metricCount];
        for (var metric = 0; metric < metricCount; metric++) {
            if (sizes[metric] > 0) {
                columns[metric] = Column.decode(sizes[metric], in);
            }
        }
        return columns;
    }

    private static Sample sample(Layout layout, @Nullable Column[] columns, MetricNames metrics) {
        var readings = new ArrayList<Sample.Reading>(layout.metrics().length);
        for (var metric : layout.metrics()) {
            var column = columns[metric];
            if (column == null) {
                throw new IllegalArgumentException("a metric without values");
            }
            readings.add(column.next(metrics, metric));
        }
        return new Sample(readings);
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private record Layout(int[] metrics) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Layout layout && Arrays.equals(metrics, layout.metrics);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(metrics);
        }
    }

    /** All values of one metric in the order of their records, and their qualities. */
    private static final class Column {
        private double[] values;
        private byte[] qualities;
        private int size;
        private int given;
        private boolean allGood = true;

        Column(int expected) {
            values = new double[expected];
            qualities = new byte[expected];
        }

        void add(Sample.Reading reading) {
            if (size == values.length) {
                values = Arrays.copyOf(values, size * 2);
                qualities = Arrays.copyOf(qualities, size * 2);
            }
            allGood &= reading.quality() == Quality.GOOD;
            qualities[size] = (byte) reading.quality().ordinal();
            values[size++] = reading.value();
        }

        void encode(PlainWriter out) {
            out.put(allGood ? 1 : 0);
            if (!allGood) {
                out.put(Arrays.copyOf(qualities, size));
            }
            ValueColumn.encode(values, size, out);
        }

        static Column decode(int count, PlainReader in) {
            if (count > in.left()) {
                throw new IllegalArgumentException("the bytes end too soon");
            }
            var column = new Column(0);
            column.size = count;
            column.allGood = in.get() == 1;
            column.qualities = column.allGood ? new byte[count] : in.get(count);
            column.values = ValueColumn.decode(count, in);
            return column;
        }

        Sample.Reading next(MetricNames metrics, int metric) {
            var quality = qualities[given];
            if (quality < 0 || quality >= Quality.values().length) {
                throw new IllegalArgumentException("quality " + quality + " is not known");
            }
            return new Sample.Reading(metrics.metricOf(metric), values[given++], Quality.values()[quality]);
        }
    }
}
