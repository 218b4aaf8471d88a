package io.mededge.infra.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.infra.devstack.process.RestartBudget.Decision;
import io.mededge.infra.devstack.process.RestartBudget.Decision.GiveUp;
import io.mededge.infra.devstack.process.RestartBudget.Decision.RestartAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartBudgetTest {
    private final RestartBudget budget = new RestartBudget(Duration.ofSeconds(1));
    private Instant now = Instant.EPOCH;

    @Test
    void restartsAtOnceThenWithDoublingPausesThenGivesUp() {
        var decisions = IntStream.range(0, 6).mapToObj(i -> request()).toList();

        assertThat(decisions).containsExactly(after(0), after(1), after(2), after(4), after(8), new GiveUp());
    }

    @Test
    void aRestartCountsForFiveMinutes() {
        IntStream.range(0, 5).forEach(i -> request());

        now = now.plus(RestartBudget.WINDOW).minusMillis(1);
        assertThat(request()).isEqualTo(new GiveUp());

        now = now.plusMillis(1);
        assertThat(request()).isEqualTo(after(0));
    }

    @Test
    void givingUpSpendsNothing() {
        IntStream.range(0, 10).forEach(i -> request());
        now = now.plus(RestartBudget.WINDOW);

        assertThat(request()).isEqualTo(after(0));
    }

    private Decision request() {
        return budget.request(now);
    }

    private static Decision after(long seconds) {
        return new RestartAfter(Duration.ofSeconds(seconds));
    }
}
