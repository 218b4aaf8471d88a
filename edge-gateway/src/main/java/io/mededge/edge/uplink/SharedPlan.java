package io.mededge.edge.uplink;

import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.telemetry.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link SendPlan} and the connection that it is for, between the threads that send, those that hear the broker's answers and the journal's: whoever changes
 * something wakes who waits for it. Thread-safe.
 */
final class SharedPlan implements Journal.Listener {
    /** Shares of the window that the less urgent leave to the more urgent. */
    private static final int RESERVED_BY_LIVE = 25;

    private static final int RESERVED_BY_BACKLOG = 50;

    private final InstantSource clock;
    private final LongConsumer whenOverdue;
    private final ReentrantLock lock = new ReentrantLock();
    /** For whoever sends what is new, and for pauses. */
    private final Condition liveChanged = lock.newCondition();

    private final Condition backlogChanged = lock.newCondition();
    /** Guarded by the lock, like the five after it. */
    private final SendPlan plan;

    /** Whether something may be due earlier than the sender knows. */
    private boolean hastened;

    private boolean waitsForRoom;
    private @Nullable BrokerConnection connection;
    private Instant connectionSince;
    private boolean closing;

    /** Records to be read from the journal and sent over this connection. */
    record Task(BrokerConnection connection, DeliveryLedger.Backlog backlog) {}

    /** @param since since when there is a connection, or none */
    record Link(boolean isConnected, Instant since) {}

    /** @param whenOverdue is told how many records were not acknowledged in time, under the lock */
    SharedPlan(SendPlan plan, InstantSource clock, LongConsumer whenOverdue) {
        this.plan = plan;
        this.clock = clock;
        this.whenOverdue = whenOverdue;
        this.connectionSince = clock.instant();
    }

    void left(StreamKey stream, Range range) {
        lock.lock();
        try {
            plan.left(stream, range);
        } finally {
            lock.unlock();
        }
    }

    /** Acknowledged ones are wanted again. */
    void sendAgain(StreamKey stream, List<Range> ranges) {
        lock.lock();
        try {
            ranges.forEach(range -> plan.left(stream, range));
            backlogChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void committed(StreamKey stream, Entry entry) {
        lock.lock();
        try {
            hastened |= plan.committed(stream, entry, connection != null, System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** Wakes who sends once for each commit: by each record it would contend with it for the lock. */
    @Override
    public void told() {
        lock.lock();
        try {
            if (hastened) {
                hastened = false;
                liveChanged.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on everything goes over this connection. Returns the one before, to be closed; what was under way on it is sent again. */
    Optional<BrokerConnection> replace(@Nullable BrokerConnection next) {
        lock.lock();
        try {
            var before = Optional.ofNullable(connection);
            if (before.isPresent()) {
                plan.connectionLost();
            }
            if (before.isPresent() || next != null) {
                connectionSince = clock.instant();
            }
            connection = next;
            if (next != null) {
                plan.connected(System.nanoTime());
                liveChanged.signalAll();
                backlogChanged.signalAll();
            }
            return before;
        } finally {
            lock.unlock();
        }
    }

    Optional<BrokerConnection> usable() {
        lock.lock();
        try {
            return Optional.ofNullable(connection).filter(BrokerConnection::isConnected);
        } finally {
            lock.unlock();
        }
    }

    Link link() {
        lock.lock();
        try {
            return new Link(connection != null && connection.isConnected(), connectionSince);
        } finally {
            lock.unlock();
        }
    }

    /** New records for this connection; empty after a wait in which none came. */
    Optional<SendQueue.Run> awaitLive(BrokerConnection open) throws InterruptedException {
        lock.lock();
        try {
            if (connection != open) {
                return Optional.empty();
            }
            var now = System.nanoTime();
            var room = room(open);
            var next = plan.takeLive(room, now);
            if (next.isEmpty()) {
                waitsForRoom = !room.live();
                var unused = liveChanged.awaitNanos(plan.liveQuietNanos(room, now));
                waitsForRoom = false;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** What of the backlog is to be sent; empty after a wait in which nothing was. */
    Optional<Task> awaitBacklog() throws InterruptedException {
        lock.lock();
        try {
            var now = System.nanoTime();
            var overdue = plan.checkDue(now);
            if (overdue > 0) {
                whenOverdue.accept(overdue);
            }
            var open = connection;
            var next = open == null ? Optional.<DeliveryLedger.Backlog>empty() : plan.nextBacklog(room(open), now);
            if (open == null || next.isEmpty()) {
                var unused = backlogChanged.awaitNanos(plan.pauseNanos(now));
                return Optional.empty();
            }
            return Optional.of(new Task(open, next.get()));
        } finally {
            lock.unlock();
        }
    }

    private static SendPlan.Room room(BrokerConnection open) {
        return new SendPlan.Room(open.hasRoom(0), open.hasRoom(RESERVED_BY_LIVE), open.hasRoom(RESERVED_BY_BACKLOG));
    }

    /** @return whether they may be sent: not if their connection is no longer the one */
    boolean sentFromJournal(Task task, List<Entry> entries) {
        lock.lock();
        try {
            if (connection != task.connection()) {
                return false;
            }
            plan.sentFromJournal(task.backlog(), entries, System.nanoTime());
            return !entries.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Returns which of these may be freed. */
    List<Range> acknowledged(StreamKey stream, List<Range> ranges) {
        lock.lock();
        try {
            var freed = plan.acknowledged(stream, ranges, System.nanoTime());
            if (plan.hasBacklog()) {
                backlogChanged.signalAll();
            }
            return freed;
        } finally {
            lock.unlock();
        }
    }

    void refused(StreamKey stream, List<Range> ranges, int reasonCode) {
        lock.lock();
        try {
            plan.refused(stream, ranges, reasonCode, System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** A message has left, or will never leave. */
    void progressed() {
        lock.lock();
        try {
            if (waitsForRoom) {
                liveChanged.signalAll();
            }
            if (plan.hasBacklog()) {
                backlogChanged.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            liveChanged.signalAll();
            backlogChanged.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closing = true;
            wake();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Shorter when the uplink is closing. */
    void pause(Duration duration) throws InterruptedException {
        lock.lock();
        try {
            var left = duration.toNanos();
            while (left > 0 && !closing) {
                left = liveChanged.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
