package io.mededge.edge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.monitor.Track.Completeness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TrackTest {
    private static final long POLL = 500;

    private final Track track = new Track(2, Duration.ofMillis(POLL));

    private void rows(long fromMillis, long toMillis) {
        for (var at = fromMillis; at < toMillis; at += POLL) {
            track.add(at, new double[] {at / 1_000.0, Double.NaN});
        }
    }

    @Test
    void givesWhatWasPutSinceATime() {
        rows(0, 10_000);
        var series = track.since(0, 8_000);
        assertThat(series.atMillis()).containsExactly(8_000, 8_500, 9_000, 9_500);
        assertThat(series.values()).containsExactly(8f, 8.5f, 9f, 9.5f);
    }

    @Test
    void leavesOutRowsWithoutAValue() {
        rows(0, 10_000);
        assertThat(track.since(1, 0).atMillis()).isEmpty();
    }

    @Test
    void keepsTenMinutesAndForgetsTheOldest() {
        rows(0, 20 * 60_000);
        var series = track.since(0, 0);
        assertThat(series.atMillis()).hasSize(1_200);
        assertThat(series.atMillis()[0]).isEqualTo(10 * 60_000);
    }

    @Test
    void aBinWithoutValuesIsUnknownAndNotZero() {
        rows(0, 10_000);
        rows(20_000, 30_000);
        var means = track.means(0, 30_000, 3, 10_000);
        assertThat(means[0]).isEqualTo(4.75f);
        assertThat(means[1]).isNaN();
        assertThat(means[2]).isEqualTo(24.75f);
    }

    @Test
    void countsMissingPollsBetweenRowsAndAtTheEnd() {
        rows(0, 10_000);
        assertThat(track.completeness(10_000, POLL)).isEqualTo(new Completeness(20, 0));
        rows(12_000, 13_000);
        assertThat(track.completeness(13_000, POLL)).isEqualTo(new Completeness(22, 4));
        assertThat(track.completeness(15_500, POLL)).isEqualTo(new Completeness(22, 8));
    }

    @Test
    void jitterOfAPollIsNoMissingPoll() {
        track.add(0, new double[] {1, 1});
        track.add(690, new double[] {1, 1});
        track.add(1_010, new double[] {1, 1});
        assertThat(track.completeness(1_600, POLL)).isEqualTo(new Completeness(3, 0));
    }

    @Test
    void nothingIsKnownOfNoRows() {
        assertThat(track.completeness(1_000_000, POLL)).isEqualTo(new Completeness(0, 0));
    }
}
