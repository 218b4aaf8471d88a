package io.mededge.global.fleet;

import io.mededge.global.catalog.Catalog;
import io.mededge.global.catalog.FleetCounts;
import io.mededge.global.database.StoreUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The latest count of the fleet. Counting reads the whole catalog, so it goes on in the background, at its own pace: pages and clients read the last
 * result and never cause a count.
 */
public final class FleetOverview {
    /** Counting may take one twentieth of the time. */
    private static final int REST_PER_WORK = 19;

    private static final Logger LOG = Logger.getLogger(FleetOverview.class);

    private final Catalog catalog;
    private final Duration interval;
    private final Clock clock;
    private final ScheduledExecutorService background;
    private volatile @Nullable Snapshot latest;

    /** @param countedAt when counting ended */
    public record Snapshot(Instant countedAt, FleetCounts counts) {}

    public FleetOverview(Catalog catalog, FleetConfig config, Clock clock, ScheduledExecutorService background) {
        this.catalog = catalog;
        this.interval = config.overviewInterval();
        this.clock = clock;
        this.background = background;
    }

    /** Starts counting again and again, until the executor is shut down. */
    public void start() {
        background.execute(this::count);
    }

    /** Empty until the first count has ended. */
    public Optional<Snapshot> latest() {
        return Optional.ofNullable(latest);
    }

    private void count() {
        var started = System.nanoTime();
        catalog.count().whenComplete((counts, failure) -> {
            if (failure == null) {
                latest = new Snapshot(clock.instant(), counts);
            } else if (!StoreUnavailableException.isCauseOf(failure)) {
                LOG.error("the fleet could not be counted", failure);
            }
            var rest = rest(Duration.ofNanos(System.nanoTime() - started), interval);
            if (!background.isShutdown()) {
                var unused = background.schedule(this::count, rest.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    /** How long to rest after a count that took so long. */
    static Duration rest(Duration work, Duration interval) {
        var fair = work.multipliedBy(REST_PER_WORK);
        return fair.compareTo(interval) > 0 ? fair : interval;
    }
}
