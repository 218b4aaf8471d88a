package io.mededge.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockFormTest {
    private static final StreamKey KEY = new StreamKey(new DeviceId("A-01-hd"), StreamClass.TELEMETRY);
    private static final StreamKey OTHER = new StreamKey(new DeviceId("A-02-hd"), StreamClass.EVENTS);

    private final BlockForm form = new BlockForm(TestJournal.PLACE, TestJournal.GATEWAY, 7);

    @Property(tries = 300)
    void whatIsEncodedIsDecoded(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int size) {
        var random = new Random(seed);
        var sections = List.of(section(KEY, random, size), section(OTHER, random, 3));
        var contents =
                new Contents(sections.stream().map(BlockForm.Section::run).toList());

        assertThat(form.decode(contents, form.encodeHot(sections))).isEqualTo(new Decoded.Value<>(sections));
        var one = sections.get(0);
        assertThat(form.decode(Contents.of(one.run()), form.encode(one))).isEqualTo(new Decoded.Value<>(List.of(one)));
        assertThat(Contents.decode(contents.encode())).isEqualTo(contents);
    }

    @Property(tries = 2_000)
    void damagedBytesAreAReasonAndNeverAnAccident(@ForAll long seed) {
        var random = new Random(seed);
        var section = section(KEY, random, 20);
        var bytes = random.nextBoolean() ? form.encode(section) : form.encodeHot(List.of(section));
        for (var i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        var cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));

        assertThat(form.decode(Contents.of(section.run()), cut))
                .isInstanceOfAny(Decoded.Value.class, Decoded.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.1, 0.01, 0.001, 0.016666666666666666, 0.25, 0.3048, -0.1, 1e-7, 4e15})
    void registersOfAnyScaleComeBackToTheBit(double scale) {
        var random = new Random(1);
        var values = new double[500];
        for (var i = 0; i < values.length; i++) {
            // as the decoder of registers does
            values[i] = BigDecimal.valueOf(random.nextInt(65_536) - 32_768)
                    .multiply(BigDecimal.valueOf(scale))
                    .doubleValue();
        }
        values[7] = -0.0;
        var out = new PlainWriter();
        ValueColumn.encode(values, values.length, out);
        assertThat(ValueColumn.decode(values.length, new PlainReader(out.toBytes())))
                .usingComparatorWithPrecision(0.0)
                .isEqualTo(values);
        assertThat(1 / ValueColumn.decode(values.length, new PlainReader(out.toBytes()))[7])
                .as("the sign of zero")
                .isNegative();
    }

    /** A minute of a slow signal with a register's resolution costs bytes, not doubles. */
    @Test
    void slowSignalsAreSmall() {
        var random = new Random(2);
        var entries = new ArrayList<Entry>();
        for (var i = 0; i < 120; i++) {
            var readings = new ArrayList<Sample.Reading>();
            for (var metric = 0; metric < 20; metric++) {
                var raw = 3_000 + metric + i / 40 + Math.round(random.nextGaussian() * (metric % 4));
                readings.add(new Sample.Reading(new MetricId("metric-" + metric), raw / 10.0, Quality.GOOD));
            }
            var at = Instant.EPOCH.plusMillis(500L * i).plus(random.nextInt(2_000), ChronoUnit.MICROS);
            entries.add(new Entry(i + 1, at, at.plusMillis(3), new Sample(readings)));
        }
        var bytes = form.encode(new BlockForm.Section(KEY, entries));
        assertThat(bytes.length / 120).isBetween(5, 14);
    }

    private static BlockForm.Section section(StreamKey stream, Random random, int size) {
        var entries = new ArrayList<Entry>();
        var first = 1 + random.nextInt(1_000_000);
        for (var i = 0; i < size; i++) {
            var at = Instant.ofEpochMilli(random.nextInt()).plus(random.nextInt(1_000), ChronoUnit.MICROS);
            entries.add(new Entry(first + i, at, at.plusMillis(random.nextInt(2_000) - 1_000), body(random)));
        }
        return new BlockForm.Section(stream, entries);
    }

    private static RegionBound body(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> new Gap(FaultCode.MODBUS_TIMEOUT, Instant.EPOCH.plusSeconds(9));
            case 1 -> new MachineEvent(random.nextInt(9), 3, "venous-low", true);
            default -> sample(random, 1 + random.nextInt(30));
        };
    }

    private static Sample sample(Random random, int size) {
        var readings = new ArrayList<Sample.Reading>();
        for (var reading : TestJournal.sample(random.nextGaussian() * 1e6, size).readings()) {
            var quality = Quality.values()[random.nextInt(8) == 0 ? 1 : 0];
            readings.add(new Sample.Reading(reading.metric(), reading.value(), quality));
        }
        return new Sample(readings);
    }
}
