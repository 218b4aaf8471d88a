package io.mededge.edge.journal;

/**
 * How much is asked of the disk at once: all of it as long as commits are quick, less and less when they take long, so that what is less urgent (a checkpoint, a
 * minute of blocks) never holds up an event for as long as a slow disk needs for it. The writer's thread notes, any asks.
 */
final class Pace {
    private static final long SLOW_NANOS = 150_000_000;
    private static final int MAX_PARTS = 64;
    /** Quick commits after which more is tried. */
    private static final int TRY_AFTER = 1_000;

    private volatile int parts = 1;
    private int quick;

    /** How long a commit, or a checkpoint, has held up the next. */
    void took(long nanos) {
        quick = nanos > SLOW_NANOS ? 0 : quick + 1;
        if (quick == 0) {
            parts = Math.min(MAX_PARTS, parts * 2);
        } else if (quick >= TRY_AFTER && parts > 1) {
            quick = 0;
            parts /= 2;
        }
    }

    /** @param least that is worth its own effort */
    int share(int whole, int least) {
        return Math.max(least, whole / parts);
    }
}
