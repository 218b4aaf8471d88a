package io.mededge.infra.devstack.process;

import io.mededge.infra.devstack.probe.Health;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts one process as soon as it may, then restarts it whenever it dies or hangs, until its budget is spent or it is interrupted. */
final class Keeper implements Runnable {
    private static final Duration NEWS_INTERVAL = Duration.ofSeconds(10);

    enum Condition {
        WAITING,
        STARTING,
        HEALTHY,
        /** Runs, but does not answer. */
        SILENT,
        FAILED
    }

    private final ProcessSpec spec;
    private final List<Keeper> needs;
    private final DataFolder data;
    private final Patience patience;
    private final Consumer<String> progress;
    private final RestartBudget budget;
    private final CompletableFuture<Optional<String>> firstStart = new CompletableFuture<>();
    private volatile Condition condition = Condition.WAITING;
    private volatile @Nullable Child child;
    private volatile long logStart;

    Keeper(ProcessSpec spec, List<Keeper> needs, DataFolder data, Patience patience, Consumer<String> progress) {
        this.spec = spec;
        this.needs = needs;
        this.data = data;
        this.patience = patience;
        this.progress = progress;
        this.budget = new RestartBudget(patience.restartPause());
    }

    ProcessSpec spec() {
        return spec;
    }

    Condition condition() {
        return condition;
    }

    /** Healthy when asked last, and not dead since. */
    boolean isHealthy() {
        var current = child;
        return condition == Condition.HEALTHY && current != null && current.isAlive();
    }

    /** Completes with nothing when the process was healthy for the first time, or with the reason why it will not be. */
    CompletableFuture<Optional<String>> firstStart() {
        return firstStart;
    }

    /** What the process said since its last start. */
    List<String> lastLines(int count) {
        return log().tail(count, logStart);
    }

    private LogFile log() {
        return new LogFile(data.log(spec.name()));
    }

    /** SIGKILL; returns when the process is dead. */
    void kill() throws InterruptedException {
        var victim = child;
        if (victim != null) {
            victim.killAndAwaitEnd();
        }
    }

    @Override
    public void run() {
        try {
            for (var need : needs) {
                if (need.firstStart.get().isPresent()) {
                    firstStart.complete(Optional.of("needs " + need.spec.name()));
                    return;
                }
            }
            if (launch() instanceof Health.Unhealthy trouble) {
                giveUp(trouble.reason());
                return;
            }
            firstStart.complete(Optional.empty());
            keep();
        } catch (InterruptedException stopping) {
            firstStart.complete(Optional.of("was stopped"));
        } catch (IOException | ExecutionException diskTrouble) {
            firstStart.complete(Optional.of(String.valueOf(diskTrouble.getMessage())));
            progress.accept(spec.name() + " is no longer watched: " + diskTrouble.getMessage());
        }
    }

    private Health launch() throws InterruptedException {
        condition = Condition.STARTING;
        long start = System.nanoTime();
        try {
            logStart = log().startRun();
            spec.preparation().run();
            child = Child.start(spec, data);
        } catch (ClosedByInterruptException stopping) {
            throw new InterruptedException();
        } catch (IOException cannotStart) {
            return new Health.Unhealthy(String.valueOf(cannotStart.getMessage()));
        }
        var health = awaitHealthy(child);
        if (health.isHealthy()) {
            condition = Condition.HEALTHY;
            progress.accept("%s is healthy on port %d after %s"
                    .formatted(spec.name(), spec.port(), Seconds.text(since(start))));
        }
        return health;
    }

    private Health awaitHealthy(Child started) throws InterruptedException {
        long startNanos = System.nanoTime();
        var nextNews = NEWS_INTERVAL;
        while (true) {
            if (started.endsWithin(patience.startPoll())) {
                return new Health.Unhealthy(started.ending());
            }
            var health = spec.probe().ask(patience.probeTimeout());
            if (!(health instanceof Health.Unhealthy unhealthy)) {
                return health;
            }
            var elapsed = since(startNanos);
            if (elapsed.compareTo(spec.startDeadline()) > 0) {
                started.killAndAwaitEnd();
                return new Health.Unhealthy(
                        "not healthy within " + Seconds.text(spec.startDeadline()) + ": " + unhealthy.reason());
            }
            if (elapsed.compareTo(nextNews) > 0) {
                progress.accept("waiting for " + spec.name() + "; " + unhealthy.reason());
                nextNews = nextNews.plus(NEWS_INTERVAL);
            }
        }
    }

    private void keep() throws InterruptedException, IOException {
        while (true) {
            var trouble = awaitTrouble();
            condition = Condition.STARTING;
            while (trouble.isPresent()) {
                if (!(budget.request(Instant.now()) instanceof RestartBudget.Decision.RestartAfter restart)) {
                    giveUp(trouble.get() + "; was restarted " + RestartBudget.MAX_RESTARTS + " times in "
                            + RestartBudget.WINDOW.toMinutes() + " minutes already");
                    return;
                }
                progress.accept(spec.name() + " " + trouble.get() + "; restarting it");
                Thread.sleep(restart.pause().toMillis());
                trouble = launch() instanceof Health.Unhealthy again ? Optional.of(again.reason()) : Optional.empty();
            }
        }
    }

    /** Returns only when the process is dead. */
    private Optional<String> awaitTrouble() throws InterruptedException {
        var watched = child;
        if (watched == null) {
            return Optional.of("was never started");
        }
        long lastGoodNanos = System.nanoTime();
        while (true) {
            if (watched.endsWithin(patience.watchPoll())) {
                return Optional.of(watched.ending());
            }
            var health = spec.probe().ask(patience.probeTimeout());
            boolean blameless = needs.stream().anyMatch(need -> need.condition != Condition.HEALTHY);
            if (health.isHealthy() || blameless) {
                lastGoodNanos = System.nanoTime();
            }
            condition = health.isHealthy() ? Condition.HEALTHY : Condition.SILENT;
            if (since(lastGoodNanos).compareTo(patience.hungAfter()) > 0) {
                watched.killAndAwaitEnd();
                return Optional.of("did not answer for " + Seconds.text(patience.hungAfter()) + " and was killed");
            }
        }
    }

    private void giveUp(String reason) throws IOException {
        condition = Condition.FAILED;
        Files.createDirectories(data.run());
        Files.writeString(data.failure(spec.name()), reason + "\n");
        progress.accept(spec.name() + " has failed: " + reason);
        firstStart.complete(Optional.of(reason));
    }

    private static Duration since(long startNanos) {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
