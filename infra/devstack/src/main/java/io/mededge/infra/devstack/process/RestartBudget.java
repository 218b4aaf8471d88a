package io.mededge.infra.devstack.process;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often and how fast one process may be restarted: the first time at once, then with growing pauses, at most five times in five minutes. */
final class RestartBudget {
    static final int MAX_RESTARTS = 5;
    static final Duration WINDOW = Duration.ofMinutes(5);

    private final Duration pause;
    private final Deque<Instant> restarts = new ArrayDeque<>();

    /** @param pause before the second restart in a row */
    RestartBudget(Duration pause) {
        this.pause = pause;
    }

    sealed interface Decision {
        record RestartAfter(Duration pause) implements Decision {}

        record GiveUp() implements Decision {}
    }

    /** Decides about a restart now; one that is granted counts. */
    Decision request(Instant now) {
        var windowStart = now.minus(WINDOW);
        restarts.removeIf(restart -> !restart.isAfter(windowStart));
        if (restarts.size() == MAX_RESTARTS) {
            return new Decision.GiveUp();
        }
        var wait = restarts.isEmpty() ? Duration.ZERO : pause.multipliedBy(1L << (restarts.size() - 1));
        restarts.add(now);
        return new Decision.RestartAfter(wait);
    }
}
