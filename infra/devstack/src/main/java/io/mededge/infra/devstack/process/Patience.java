package io.mededge.infra.devstack.process;

import java.time.Duration;

/**
 * How closely a process is watched.
 *
 * @param startPoll pause between two probes while a process starts
 * @param watchPoll pause between two probes of a healthy process
 * @param probeTimeout bound of one probe
 * @param hungAfter a process that runs but fails its probes for so long, while all it needs is healthy, is killed and restarted
 * @param restartPause pause before the second restart in a row; doubled for each further one
 */
public record Patience(
        Duration startPoll, Duration watchPoll, Duration probeTimeout, Duration hungAfter, Duration restartPause) {
    public static final Patience DEFAULT = new Patience(
            Duration.ofMillis(250),
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofSeconds(45),
            Duration.ofSeconds(1));
}
