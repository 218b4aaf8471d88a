package io.mededge.edge.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesDoubleWithJitterUpToTheirBoundAndStartAnewAfterASuccess() {
        var backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5), new Random(1));

        for (var whole : new int[] {200, 400, 800, 1_600, 3_200, 5_000, 5_000}) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(whole / 2), Duration.ofMillis(whole));
        }
        for (var i = 0; i < 100; i++) {
            assertThat(backoff.next()).isBetween(Duration.ofMillis(2_500), Duration.ofSeconds(5));
        }
        backoff.reset();
        assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(200));
    }
}
