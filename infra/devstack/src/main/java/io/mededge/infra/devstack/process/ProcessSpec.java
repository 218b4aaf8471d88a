package io.mededge.infra.devstack.process;

import io.mededge.infra.devstack.probe.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A process to keep running.
 *
 * @param needs names of the processes that must be healthy before this one is started
 * @param environment the whole environment of the process, nothing is inherited
 * @param preparation runs before every start; must be harmless when repeated, also after it was cut off in the middle
 * @param startDeadline how long a start may take until the probe succeeds
 */
public record ProcessSpec(
        String name,
        Stage stage,
        StopSignal signal,
        Set<String> needs,
        int port,
        List<String> command,
        Map<String, String> environment,
        Preparation preparation,
        Probe probe,
        Duration startDeadline) {

    /** What must be done on disk before a process can start. */
    @FunctionalInterface
    public interface Preparation {
        Preparation NONE = () -> {};

        void run() throws IOException, InterruptedException;
    }

    public ProcessSpec withNeeds(Set<String> others) {
        return new ProcessSpec(
                name, stage, signal, others, port, command, environment, preparation, probe, startDeadline);
    }
}
