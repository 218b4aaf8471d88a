package io.mededge.edge.journal;

import io.mededge.model.id.StreamClass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the writer, each kind up to a bound. Events are committed by themselves and before samples, so that on a slow disk an alarm waits for the
 * commit under way and its own, not for all samples before it; but after each commit of events samples have their turn. Thread-safe.
 */
final class AppendQueue {
    private final int bound;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition offered = lock.newCondition();
    private final Deque<JournalWriter.Append> events = new ArrayDeque<>();
    private final Deque<JournalWriter.Append> samples = new ArrayDeque<>();
    private boolean samplesTurn;
    /** How many waiting samples wake the writer: to be woken by each would cost more than to store it. */
    private int wakingSamples = 1;

    AppendQueue(int bound) {
        this.bound = bound;
    }

    /** Never blocks for long. Returns false when as many wait already. */
    boolean offer(JournalWriter.Append append) {
        lock.lock();
        try {
            var queue = append.key().streamClass() == StreamClass.EVENTS ? events : samples;
            if (queue.size() >= bound) {
                return false;
            }
            queue.add(append);
            if (!events.isEmpty() || samples.size() >= wakingSamples) {
                offered.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean hasEvents() {
        lock.lock();
        try {
            return !events.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return events.isEmpty() && samples.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is to be committed next, in the order in which it was offered; empty when nothing came within the wait.
     *
     * @param lingerNanos how long to wait for further samples when there are few; not for events, and not while there are some
     */
    List<JournalWriter.Append> take(int max, long waitNanos, long lingerNanos) throws InterruptedException {
        var group = new ArrayList<JournalWriter.Append>();
        lock.lockInterruptibly();
        try {
            for (var left = waitNanos; events.isEmpty() && samples.isEmpty() && left > 0; ) {
                left = offered.awaitNanos(left);
            }
            if (!events.isEmpty() && !(samplesTurn && !samples.isEmpty())) {
                samplesTurn = true;
                move(events, group, max);
                return group;
            }
            samplesTurn = false;
            move(samples, group, max);
            if (!group.isEmpty()) {
                linger(max - group.size(), lingerNanos);
                move(samples, group, max);
            }
            return group;
        } finally {
            wakingSamples = 1;
            lock.unlock();
        }
    }

    private void linger(int enough, long nanos) throws InterruptedException {
        wakingSamples = enough;
        for (var left = nanos; samples.size() < enough && events.isEmpty() && left > 0; ) {
            left = offered.awaitNanos(left);
        }
    }

    private static void move(Deque<JournalWriter.Append> from, List<JournalWriter.Append> to, int max) {
        while (to.size() < max && !from.isEmpty()) {
            to.add(from.remove());
        }
    }
}
