package io.mededge.infra.devstack.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps a set of processes running: one keeper thread each, started in the order of their needs. */
public final class Supervisor {
    private static final int SHOWN_LOG_LINES = 25;
    private static final Duration KEEPER_END = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 50;

    private final DataFolder data;
    private final Consumer<String> progress;
    private final Map<String, Keeper> keepers = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** How a start went. */
    public sealed interface Outcome {
        record AllHealthy(Duration elapsed) implements Outcome {}

        /** Somebody stopped it before all were healthy. */
        record Stopped() implements Outcome {}

        /** Nothing runs any more; {@code log} holds the last lines of the process that failed. */
        record Failed(String process, String reason, List<String> log) implements Outcome {}
    }

    /**
     * @param specs each one after those that it needs
     * @throws IllegalArgumentException if a process needs one that is not named before it
     */
    public Supervisor(List<ProcessSpec> specs, DataFolder data, Patience patience, Consumer<String> progress) {
        this.data = data;
        this.progress = progress;
        for (var spec : specs) {
            var needs = spec.needs().stream().map(this::keeper).toList();
            keepers.put(spec.name(), new Keeper(spec, needs, data, patience, progress));
        }
    }

    /** Returns when all are healthy, or, after stopping the others, when one cannot be started. */
    public Outcome start() throws InterruptedException, IOException {
        long start = System.nanoTime();
        for (var keeper : keepers.values()) {
            var thread = new Thread(keeper, "keeper of " + keeper.spec().name());
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        var failed = awaitFirstFailure();
        if (stopping) {
            return new Outcome.Stopped();
        }
        if (failed.isPresent()) {
            stop();
            return failed.get();
        }
        return new Outcome.AllHealthy(Duration.ofNanos(System.nanoTime() - start));
    }

    /** Waits until all are healthy or one is not; the first in the order of needs is the cause, the others may only lack it. */
    private Optional<Outcome> awaitFirstFailure() throws InterruptedException {
        var decided = new CompletableFuture<@Nullable Void>();
        for (var keeper : keepers.values()) {
            var unused = keeper.firstStart().thenAccept(reason -> reason.ifPresent(text -> decided.complete(null)));
        }
        var all = keepers.values().stream().map(Keeper::firstStart).toArray(CompletableFuture<?>[]::new);
        var unused = CompletableFuture.allOf(all).thenRun(() -> decided.complete(null));
        try {
            decided.get();
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
        return keepers.values().stream()
                .flatMap(keeper ->
                        keeper.firstStart().getNow(Optional.empty()).stream().map(reason -> failed(keeper, reason)))
                .findFirst();
    }

    private static Outcome failed(Keeper keeper, String reason) {
        return new Outcome.Failed(keeper.spec().name(), reason, keeper.lastLines(SHOWN_LOG_LINES));
    }

    /** Ends the watching, then stops all processes in order. */
    public synchronized void stop() throws InterruptedException, IOException {
        stopping = true;
        threads.forEach(Thread::interrupt);
        for (var thread : threads) {
            thread.join(KEEPER_END.toMillis());
        }
        var survivors = new StopSequence(data, progress).run();
        for (var survivor : survivors) {
            progress.accept(survivor.name() + " (process " + survivor.pid() + ") could not be killed");
        }
    }

    /** SIGKILL to one process, which is then restarted like any that dies; returns when it is dead. */
    public void kill(String name) throws InterruptedException {
        keeper(name).kill();
    }

    /** Whether the process became healthy, or was so already, before the deadline. */
    public boolean awaitHealthy(String name, Duration deadline) throws InterruptedException {
        long start = System.nanoTime();
        while (!keeper(name).isHealthy()) {
            if (System.nanoTime() - start > deadline.toNanos() || keeper(name).condition() == Keeper.Condition.FAILED) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    private Keeper keeper(String name) {
        var keeper = keepers.get(name);
        if (keeper == null) {
            throw new IllegalArgumentException("no process " + name + "; there are " + keepers.keySet());
        }
        return keeper;
    }
}
