package io.mededge.edge.broker;

import io.mededge.edge.fault.Backoff;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one machine in one topic, on their way into the journal: each becomes durable exactly once, in the order in which they came.
 *
 * <p>The journal keeps the highest id beside the records, in one transaction with them, so what is stored is known after any kill. One number is enough, as the
 * ids of a topic ascend and MQTT 5 (4.6) keeps their order, also when messages are sent again; therefore one append is under way at a time, and what the
 * journal refuses comes first in the next one. Used by one thread; {@link #restart} begins anew where the broker does.
 */
final class MachineInbox {
    private final StreamKey stream;
    private final String mark;
    private final Journal journal;
    private final Executor thread;
    private final Backoff backoff;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long highest;
    private Instant newest;
    private boolean appending;
    private long retryNanos;

    /**
     * @param id the machine's
     * @param told hears in the inbox's thread what became of it, once
     */
    record Waiting(long id, Journal.Item item, Consumer<Fate> told) {}

    /** What becomes of a message that the journal could take. */
    sealed interface Fate {
        record Stored() implements Fate {}

        /** It was stored before: an answer or a confirmation got lost on its way. */
        record Repeated() implements Fate {}

        /** Its id is not above the highest, but its time is later than any: this cannot be a repetition. */
        record CountsAnew(long highest) implements Fate {}
    }

    /**
     * @param mark name of the highest id in the journal
     * @param newest time of the newest record of the stream
     * @param thread in which everything here runs
     */
    MachineInbox(StreamKey stream, String mark, Instant newest, Journal journal, Executor thread, Backoff backoff) {
        this.stream = stream;
        this.mark = mark;
        this.journal = journal;
        this.thread = thread;
        this.backoff = backoff;
        this.highest = journal.mark(stream.device(), mark).orElse(0);
        this.newest = newest;
    }

    void offer(Waiting message) {
        waiting.add(message);
        flush();
    }

    /** Stores what waits, unless an append is under way or the journal has just refused one. */
    void flush() {
        if (appending || waiting.isEmpty() || retryNanos - System.nanoTime() > 0) {
            return;
        }
        var batch = new ArrayList<Waiting>();
        var items = new ArrayList<Journal.Item>();
        var last = highest;
        while (!waiting.isEmpty() && items.size() < Journal.MAX_ITEMS) {
            var next = waiting.remove();
            batch.add(next);
            if (next.id() > last) {
                last = next.id();
                items.add(next.item());
            }
        }
        if (items.isEmpty()) {
            settle(batch);
            return;
        }
        appending = true;
        var unused = journal.append(stream.device(), stream.streamClass(), items, mark, last)
                .whenCompleteAsync((entries, refused) -> appended(batch, refused), thread);
    }

    private void appended(List<Waiting> batch, @Nullable Throwable refused) {
        appending = false;
        if (refused == null) {
            backoff.reset();
            settle(batch);
            flush();
            return;
        }
        // the journal has counted and logged it; nothing is confirmed, so nothing is lost
        for (var i = batch.size() - 1; i >= 0; i--) {
            waiting.addFirst(batch.get(i));
        }
        retryNanos = System.nanoTime() + backoff.next().toNanos();
    }

    /** All of these are durable now. */
    private void settle(List<Waiting> batch) {
        for (var message : batch) {
            var at = message.item().at();
            if (message.id() > highest) {
                highest = message.id();
                newest = at.isAfter(newest) ? at : newest;
                message.told().accept(new Fate.Stored());
            } else if (at.isAfter(newest)) {
                message.told().accept(new Fate.CountsAnew(highest));
            } else {
                message.told().accept(new Fate.Repeated());
            }
        }
    }

    /** The link is lost: the broker sends again what was not confirmed. Returns how many messages are given up here. */
    int restart() {
        var given = waiting.size();
        waiting.clear();
        return given;
    }

    /** The newest of its times that the journal knows of. */
    static Instant newest(Journal journal, StreamKey stream) {
        return journal.streams().stream()
                .filter(status -> status.key().equals(stream))
                .map(Journal.StreamStatus::lastAt)
                .findFirst()
                .orElse(Instant.EPOCH);
    }
}
