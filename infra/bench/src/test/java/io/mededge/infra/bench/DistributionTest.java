package io.mededge.infra.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
    @Test
    void percentilesAreNearestRank() {
        var hundred = new Distribution(
                IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray());

        assertThat(hundred.percentile(50)).isEqualTo(50);
        assertThat(hundred.percentile(99)).isEqualTo(99);
        assertThat(hundred.percentile(100)).isEqualTo(100);
        assertThat(hundred.percentile(0)).isEqualTo(1);
    }

    @Test
    void oneValueIsEveryPercentile() {
        assertThat(new Distribution(new double[] {7}).percentile(99)).isEqualTo(7);
    }
}
