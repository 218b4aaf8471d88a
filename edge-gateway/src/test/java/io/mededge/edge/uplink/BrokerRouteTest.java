package io.mededge.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which broker is tried when, on a virtual clock. */
class BrokerRouteTest {
    private static final URI HOME = URI.create("ssl://home:8883");
    private static final URI FIRST = URI.create("ssl://first:8883");
    private static final URI SECOND = URI.create("ssl://second:8883");
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long PATIENCE = 30 * SECOND_NANOS;

    private final BrokerRoute route = new BrokerRoute(HOME, List.of(FIRST, SECOND), PATIENCE, 0);

    @Test
    void homeIsTriedUntilItHasBeenAwayForLong() {
        assertThat(route.next(0)).isEqualTo(HOME);
        assertThat(route.next(PATIENCE - 1)).isEqualTo(HOME);
        assertThat(List.of(route.next(PATIENCE), route.next(PATIENCE), route.next(PATIENCE), route.next(PATIENCE)))
                .containsExactly(FIRST, SECOND, HOME, FIRST);
    }

    @Test
    void aConnectionThatLastedGivesHomeItsTimeAgain() {
        route.connected(HOME, PATIENCE);
        route.lost(3 * PATIENCE);

        assertThat(route.next(4 * PATIENCE - 1)).isEqualTo(HOME);
        assertThat(route.next(4 * PATIENCE)).isEqualTo(FIRST);
    }

    @Test
    void aHomeThatLetsInAndThrowsOutIsLeftToo() {
        for (var now = 0L; now < PATIENCE; now += SECOND_NANOS) {
            assertThat(route.next(now)).isEqualTo(HOME);
            route.connected(HOME, now);
            route.lost(now + SECOND_NANOS / 2);
        }
        assertThat(route.next(PATIENCE)).isEqualTo(FIRST);
    }

    @Test
    void whenTheStandbyIsLostTooTheOthersAreTried() {
        route.next(PATIENCE);
        route.connected(FIRST, PATIENCE);
        route.lost(2 * PATIENCE);

        assertThat(List.of(route.next(2 * PATIENCE), route.next(2 * PATIENCE), route.next(2 * PATIENCE)))
                .containsExactly(FIRST, SECOND, HOME);
    }

    @Test
    void withoutAStandbyThereIsOnlyHome() {
        var alone = new BrokerRoute(HOME, List.of(), PATIENCE, 0);
        assertThat(alone.next(10 * PATIENCE)).isEqualTo(HOME);
        assertThat(alone.hasStandby()).isFalse();
    }
}
