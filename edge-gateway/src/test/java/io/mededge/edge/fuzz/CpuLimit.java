package io.mededge.edge.fuzz;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** No input may keep a decoder busy. Counted is the thread's own time, since machines that run tests are busy with other things too. */
public final class CpuLimit {
    private static final long LIMIT_NANOS = Duration.ofSeconds(1).toNanos();

    /** In these first ones classes are loaded and instrumented. */
    private static final int WARMING_UP = 200;

    private static int inputs;

    private CpuLimit() {}

    /** @throws AssertionError if it took more than a second */
    public static void check(Runnable decoder) {
        var threads = ManagementFactory.getThreadMXBean();
        var before = threads.getCurrentThreadCpuTime();
        decoder.run();
        var took = threads.getCurrentThreadCpuTime() - before;
        inputs++;
        if (inputs > WARMING_UP && took > LIMIT_NANOS) {
            throw new AssertionError("one input took " + took / 1_000_000 + " ms");
        }
    }
}
