package io.mededge.regional.transform;

import static io.mededge.regional.transform.Examples.MINUTE;
import static io.mededge.regional.transform.Examples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SampleGridTest {
    @Test
    void aMissingPollIsE() {
        var grid = SampleGrid.place(MINUTE, 20_000, List.of(sample(5_000, 1), sample(45_000, 3)), true);
        assertThat(grid.data()).isEqualTo("1 E 3");
        assertThat(grid.start()).isEqualTo(MINUTE.plusMillis(5_000));
    }

    @Test
    void whatIsNotYetDueIsNotMissing() {
        assertThat(SampleGrid.place(MINUTE, 20_000, List.of(sample(5_000, 1)), false)
                        .data())
                .isEqualTo("1");
    }

    @Test
    void ofTwoSamplesAtOnePointTheLaterStands() {
        var grid = SampleGrid.place(MINUTE, 20_000, List.of(sample(0, 1), sample(1, 2), sample(20_000, 3)), false);
        assertThat(grid.data()).isEqualTo("2 3");
    }

    @Test
    void aPollLateInTheMinuteBelongsToItNotToTheNext() {
        var grid = SampleGrid.place(MINUTE, 30_000, List.of(sample(29_990, 1), sample(59_998, 2)), true);
        assertThat(grid.data()).isEqualTo("1 2");
        assertThat(grid.start()).isEqualTo(MINUTE.plusMillis(29_994));
    }

    @Test
    void pollsThatJitterAroundTheMinuteLoseNothing() {
        var samples = List.of(sample(2, 1), sample(19_998, 2), sample(40_001, 3), sample(59_999, 4));
        assertThat(SampleGrid.place(MINUTE, 20_000, samples, true).data()).isEqualTo("1 2 3 4");
    }

    @Test
    void aDevicePolledLessThanOnceAMinuteHasOnePoint() {
        var grid = SampleGrid.place(MINUTE, 300_000, List.of(sample(59_000, 7)), true);
        assertThat(grid.data()).isEqualTo("7");
        assertThat(grid.start()).isEqualTo(MINUTE.plusMillis(59_000));
    }

    /** Whatever the phase: with jitter below a quarter of the period each sample stands at its own time. */
    @Property(tries = 500)
    void eachSampleIsAtItsPlace(
            @ForAll @IntRange(min = 0, max = 499) int phaseMillis, @ForAll Random random, @ForAll boolean complete) {
        var samples = new ArrayList<StoredSample>();
        for (var at = (long) phaseMillis; at < 60_000; at += 500) {
            var jittered = at + random.nextInt(121) - 60;
            if (random.nextInt(10) > 0 && jittered >= 0 && jittered < 60_000) {
                samples.add(sample(jittered, jittered));
            }
        }
        if (samples.isEmpty()) {
            return;
        }
        var grid = SampleGrid.place(MINUTE, 500, samples, complete);
        var points = grid.data().split(" ");
        assertThat(points).hasSizeLessThanOrEqualTo(121);
        var found = 0;
        for (var i = 0; i < points.length; i++) {
            if (!points[i].equals("E")) {
                var nominal = ChronoUnit.MILLIS.between(MINUTE, grid.start()) + 500L * i;
                assertThat(Math.abs(Long.parseLong(points[i]) - nominal)).isLessThanOrEqualTo(250);
                found++;
            }
        }
        assertThat(found).isEqualTo(samples.size());
    }
}
