package io.mededge.infra.devstack.process;

import java.time.Duration;
import java.util.Locale;

/** Durations for people: {@code 3.2 s}. */
public final class Seconds {
    private Seconds() {}

    public static String text(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
