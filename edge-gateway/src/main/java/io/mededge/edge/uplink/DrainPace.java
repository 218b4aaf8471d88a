package io.mededge.edge.uplink;

import java.util.concurrent.TimeUnit;

/**
 * How many records of the backlog may be unacknowledged at a time: as many as the link carries beside what is new. The measure is how long acknowledgements
 * take, of new records and of old ones. Every ten seconds the backlog pauses, and what acknowledgements take then is normal; while they take more than
 * {@link #TOLERATED} times that, and by more than {@link #SLACK_NANOS}, the window shrinks with each round, else it grows. One record is always allowed: a backlog never stands still.
 *
 * <p>Counted in records, as the records of a facility are about equally long: on a slow line the window becomes one record, on a fast one thousands. Pure: the
 * caller tells the time. Not thread-safe.
 */
final class DrainPace {
    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** On a line whose answers take seconds, looking takes seconds too. */
    private static final int LOOK_EVERY_ANSWERS = 40;

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Where so little is new that this is too short, records of the backlog are looked at too, one at a time. */
    private static final long LOOK_ALONE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final int LOOK_ENOUGH = 20;
    /** Fewer would be the quickest ones, or chance. */
    private static final int LEAST = 4;

    /** What a busy processor or a pause of the collector may add without its being the link's fault. */
    private static final long SLACK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long SHORTEST_ROUND_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final double FIRST_WINDOW = 1;
    /** The mean may be so many times what is normal: then the slowest are within twice what they were. */
    private static final double TOLERATED = 1.25;

    private static final double SHRINKAGE = 0.7;
    private static final double GROWTH = 1.25;
    private static final double FIRST_GROWTH = 2;

    private final double largest;
    private double window = FIRST_WINDOW;
    private double growth = FIRST_GROWTH;
    private boolean looking;
    /** Whether nothing of the backlog is under way, so that what is measured is the link without it. */
    private boolean isCalm;

    private long lookedNanos;
    private double normalNanos;
    private boolean isKnown;
    private final Delays delays = new Delays();

    /** Of what was sent since the beginning. */
    private static final class Delays {
        private long sinceNanos;
        private double sum;
        private int count;

        void begin(long nowNanos) {
            sinceNanos = nowNanos;
            sum = 0;
            count = 0;
        }

        void add(long sentNanos, long nowNanos) {
            if (sentNanos - sinceNanos >= 0) {
                sum += nowNanos - sentNanos;
                count++;
            }
        }

        double mean() {
            return sum / count;
        }
    }

    /** @param largest most records that may ever be unacknowledged */
    DrainPace(int largest, long nowNanos) {
        this.largest = largest;
        this.lookedNanos = nowNanos;
        delays.begin(nowNanos);
    }

    /** Another connection is another link. */
    void restart(long nowNanos) {
        window = Math.min(largest, FIRST_WINDOW);
        growth = FIRST_GROWTH;
        isKnown = false;
        look(nowNanos);
    }

    private void look(long nowNanos) {
        looking = true;
        isCalm = false;
        lookedNanos = nowNanos;
        delays.begin(nowNanos);
    }

    /** Most records of the backlog that may be unacknowledged now. @param underWay how many are */
    int window(int underWay, long nowNanos) {
        if (!looking && nowNanos - lookedNanos >= Math.max(LOOK_EVERY_NANOS, LOOK_EVERY_ANSWERS * normalNanos)) {
            look(nowNanos);
        }
        if (looking && !isCalm && underWay == 0) {
            isCalm = true;
            delays.begin(nowNanos);
        }
        if (!looking) {
            return (int) window;
        }
        var enoughIsNew = delays.count > 0 ? LOOK_ALONE_NANOS : LOOK_NANOS;
        return isCalm && nowNanos - delays.sinceNanos >= enoughIsNew ? 1 : 0;
    }

    /** Records that were sent at that time are acknowledged. @param underWay how many of the backlog were unacknowledged until now */
    void acknowledged(long sentNanos, int underWay, long nowNanos) {
        delays.add(sentNanos, nowNanos);
        if (delays.count == 0) {
            return;
        }
        var lasted = nowNanos - delays.sinceNanos;
        if (looking) {
            if (isCalm && delays.count >= (lasted >= LOOK_NANOS ? LEAST : LOOK_ENOUGH)) {
                normalNanos = isKnown ? (normalNanos + delays.mean()) / 2 : delays.mean();
                isKnown = true;
                looking = false;
                lookedNanos = nowNanos;
                delays.begin(nowNanos);
            }
        } else if (delays.count >= LEAST && lasted >= Math.max(SHORTEST_ROUND_NANOS, normalNanos)) {
            endRound(underWay);
            delays.begin(nowNanos);
        }
    }

    private void endRound(int underWay) {
        if (delays.mean() > Math.max(TOLERATED * normalNanos, normalNanos + SLACK_NANOS)) {
            shrink();
        } else if (underWay >= (int) window / 2) {
            window = Math.min(largest, window * growth);
        }
    }

    /** What is new finds no room, or acknowledgements do not come in time. Counts once in a round. */
    void congested(long nowNanos) {
        if (!looking && nowNanos - delays.sinceNanos >= SHORTEST_ROUND_NANOS) {
            shrink();
            delays.begin(nowNanos);
        }
    }

    private void shrink() {
        window = Math.max(1, window * SHRINKAGE);
        growth = GROWTH;
    }
}
