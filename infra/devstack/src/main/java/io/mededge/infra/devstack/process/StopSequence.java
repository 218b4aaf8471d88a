package io.mededge.infra.devstack.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Stops all that the pid files of a data folder remember, stage by stage: asked first, killed when the stage's patience ends. */
public final class StopSequence {
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 20;

    private final DataFolder data;
    private final Consumer<String> progress;
    private final Function<Stage, Duration> patience;

    public StopSequence(DataFolder data, Consumer<String> progress) {
        this(data, progress, Stage::patience);
    }

    StopSequence(DataFolder data, Consumer<String> progress, Function<Stage, Duration> patience) {
        this.data = data;
        this.progress = progress;
        this.patience = patience;
    }

    /** Returns the processes that survived even the kill; none, unless the kernel holds them. */
    public List<RunningProcess> run() throws IOException, InterruptedException {
        var survivors = new ArrayList<RunningProcess>();
        var alive = RunningProcess.alive(data);
        for (var stage : Stage.values()) {
            survivors.addAll(stop(
                    alive.stream().filter(process -> process.stage() == stage).toList(), patience.apply(stage)));
        }
        return survivors;
    }

    private List<RunningProcess> stop(List<RunningProcess> processes, Duration patience)
            throws IOException, InterruptedException {
        for (var process : processes) {
            signal(process, process.signal().name());
        }
        var stubborn = awaitEnd(processes, patience, "stopped ");
        for (var process : stubborn) {
            signal(process, "KILL");
        }
        return awaitEnd(stubborn, KILL_PATIENCE, "killed ");
    }

    private List<RunningProcess> awaitEnd(List<RunningProcess> processes, Duration patience, String verb)
            throws IOException, InterruptedException {
        var waiting = new ArrayList<>(processes);
        long start = System.nanoTime();
        while (!waiting.isEmpty()) {
            var elapsed = Duration.ofNanos(System.nanoTime() - start);
            for (var process : List.copyOf(waiting)) {
                if (!process.isAlive()) {
                    waiting.remove(process);
                    process.forget(data);
                    progress.accept(verb + process.name() + " after " + Seconds.text(elapsed));
                }
            }
            if (elapsed.compareTo(patience) > 0) {
                return waiting;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return waiting;
    }

    /** The identity is checked at the last moment, so that a reused process id is never hit. */
    private static void signal(RunningProcess process, String signal) throws IOException, InterruptedException {
        if (process.isAlive()) {
            // Java can send TERM and KILL only
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }
}
