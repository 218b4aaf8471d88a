package io.mededge.edge.uplink;

import io.mededge.edge.journal.StreamKey;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import io.mededge.model.telemetry.Entry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What is sent next: the lanes. Events go before telemetry, both from memory right after they were committed; the backlog comes from the journal as {@link Drain}
 * gives it out, that of events before that of telemetry, and telemetry only while nothing new waits. Pure: the caller tells the time and how much room the
 * connection has. Not thread-safe.
 */
final class SendPlan {
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final DeliveryLedger ledger;
    private final SendQueue events;
    private final SendQueue telemetry;
    private final Drain drain;
    private final Refusals refusals;

    /** For whom the connection has room: each leaves some to the more urgent. */
    record Room(boolean events, boolean live, boolean backlog) {}

    /** @param sources what is known of the device of a stream, as it is now */
    SendPlan(UplinkConfig config, Function<StreamKey, DrainOrder.Source> sources, long nowNanos) {
        this.ledger = new DeliveryLedger(config.resendFirst(), config.resendMax());
        this.refusals = new Refusals(config.resendFirst(), config.resendMax());
        // an event never waits for another one
        this.events = new SendQueue(config.liveQueue(), config.batch(), 0);
        this.telemetry = new SendQueue(
                config.liveQueue(), config.batch(), config.linger().toNanos());
        this.drain = new Drain(config, ledger, sources, nowNanos);
    }

    /** An earlier run has left these. */
    void left(StreamKey stream, Range range) {
        ledger.want(stream, range);
    }

    /** A connection begins. */
    void connected(long nowNanos) {
        drain.connected(nowNanos);
    }

    /**
     * A record was committed. Without a connection, when too many wait or when the broker does not take its stream now, it is for the journal to give later.
     *
     * @return whether something may be due earlier than before
     */
    boolean committed(StreamKey stream, Entry entry, boolean connected, long nowNanos) {
        var queue = stream.streamClass() == StreamClass.EVENTS ? events : telemetry;
        var offered = connected && !refusals.isHeld(stream, nowNanos)
                ? queue.offer(stream, entry, nowNanos)
                : SendQueue.Offered.REFUSED;
        if (offered == SendQueue.Offered.REFUSED) {
            ledger.want(stream, new Range(entry.sequence(), entry.sequence()));
            drain.missed(stream, entry.sequence());
        }
        return offered == SendQueue.Offered.HASTENS;
    }

    /** New records to be sent now; they count as sent. */
    Optional<SendQueue.Run> takeLive(Room room, long nowNanos) {
        var run = room.events() ? take(events, nowNanos) : Optional.<SendQueue.Run>empty();
        if (run.isEmpty() && room.live()) {
            run = take(telemetry, nowNanos);
        }
        if (run.isEmpty() && !room.live() && telemetry.isDue(nowNanos)) {
            drain.liveIsStuck(nowNanos);
        }
        run.ifPresent(taken -> {
            ranges(taken.entries()).forEach(range -> ledger.sent(taken.stream(), range, nowNanos));
            drain.sentLive(taken.stream(), taken.entries().get(0).sequence(), nowNanos);
        });
        return run;
    }

    /** What was queued before its stream was refused is backlog. */
    private Optional<SendQueue.Run> take(SendQueue queue, long nowNanos) {
        var run = queue.take(nowNanos);
        while (run.isPresent() && refusals.isHeld(run.get().stream(), nowNanos)) {
            want(run.get());
            run = queue.take(nowNanos);
        }
        return run;
    }

    private void want(SendQueue.Run run) {
        ranges(run.entries()).forEach(range -> ledger.want(run.stream(), range));
    }

    /** For how long {@link #takeLive} has surely nothing to give, unless a record is committed or the room grows; at most {@link #IDLE_NANOS}. */
    long liveQuietNanos(Room room, long nowNanos) {
        var quiet = IDLE_NANOS;
        if (room.events() && !events.isEmpty()) {
            quiet = Math.min(quiet, quietNanos(events, nowNanos));
        }
        if (room.live() && !telemetry.isEmpty()) {
            quiet = Math.min(quiet, quietNanos(telemetry, nowNanos));
        }
        return quiet;
    }

    private static long quietNanos(SendQueue queue, long nowNanos) {
        return queue.isDue(nowNanos) ? 0 : queue.dueNanos().orElseThrow() - nowNanos;
    }

    /** Whether anything is to be read from the journal. */
    boolean hasBacklog() {
        return ledger.isWanting();
    }

    /** What should be read from the journal and sent now; {@link #sentFromJournal} must follow. */
    Optional<DeliveryLedger.Backlog> nextBacklog(Room room, long nowNanos) {
        return drain.next(
                room.events(),
                room.backlog() && !telemetry.isDue(nowNanos),
                stream -> !refusals.isHeld(stream, nowNanos),
                nowNanos);
    }

    /** @param entries what the journal gave of the asked range; when it is less, the rest up to the last of them is not there any more */
    void sentFromJournal(DeliveryLedger.Backlog asked, List<Entry> entries, long nowNanos) {
        var range = entries.isEmpty()
                ? asked.range()
                : new Range(
                        asked.range().first(), entries.get(entries.size() - 1).sequence());
        ledger.sentFromJournal(
                asked.stream(), range, entries.stream().map(Entry::sequence).toList(), nowNanos);
        if (!entries.isEmpty()) {
            drain.sent(asked.stream(), range, entries.size(), nowNanos);
        }
    }

    /** Returns which of these may be freed. */
    List<Range> acknowledged(StreamKey stream, List<Range> ranges, long nowNanos) {
        refusals.accepted(stream);
        var freed = ledger.acknowledge(stream, ranges);
        drain.acknowledged(stream, ranges, nowNanos);
        return freed;
    }

    /** The broker did not take these: they are backlog, and their stream waits before it is tried again. */
    void refused(StreamKey stream, List<Range> ranges, int reasonCode, long nowNanos) {
        ranges.forEach(range -> ledger.refused(stream, range));
        refusals.refused(stream, reasonCode, nowNanos);
        drain.settle();
    }

    /** What waits or was sent over the lost connection is backlog. */
    void connectionLost() {
        toBacklog(events);
        toBacklog(telemetry);
        ledger.connectionLost();
        refusals.forget();
        drain.connectionLost();
    }

    private void toBacklog(SendQueue queue) {
        for (var run = queue.takeAny(); run.isPresent(); run = queue.takeAny()) {
            want(run.get());
        }
    }

    /** Makes what was not acknowledged in time backlog. Returns how many records became so. */
    long checkDue(long nowNanos) {
        var overdue = ledger.checkDue(nowNanos);
        if (overdue > 0) {
            drain.overdue(nowNanos);
        }
        return overdue;
    }

    /** How much this holds of what is unacknowledged: spans, not records. */
    int size() {
        return ledger.size();
    }

    /** For how long there is surely no backlog to send, unless something happens. */
    long pauseNanos(long nowNanos) {
        var rate = drain.waitNanos(nowNanos);
        var due = ledger.nextDueNanos().map(nanos -> nanos - nowNanos).orElse(IDLE_NANOS);
        return Math.max(SHORTEST_NANOS, Math.min(IDLE_NANOS, rate > 0 ? Math.min(rate, due) : due));
    }

    /** The sequences of ascending entries. */
    static List<Range> ranges(List<Entry> entries) {
        var whole = new Range(
                entries.get(0).sequence(), entries.get(entries.size() - 1).sequence());
        if (whole.size() == entries.size()) {
            return List.of(whole);
        }
        var sequences = new SequenceSet();
        entries.forEach(entry -> sequences.add(entry.sequence()));
        return sequences.ranges();
    }
}
