package io.mededge.regional.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateTest {
    private static final Instant START = Instant.EPOCH;

    @Test
    void isTheGrowthPerSecondSinceTheLastLook() {
        var rate = new Rate(START);

        assertThat(rate.perSecond(100, START.plusSeconds(10))).isEqualTo(10);
        assertThat(rate.perSecond(101, START.plusMillis(10_500))).isEqualTo(2);
        assertThat(rate.perSecond(101, START.plusSeconds(20))).isZero();
    }

    @Test
    void doesNotDivideByNoTime() {
        var rate = new Rate(START);
        rate.perSecond(50, START.plusSeconds(10));

        assertThat(rate.perSecond(60, START.plusSeconds(10))).isEqualTo(5);
    }
}
