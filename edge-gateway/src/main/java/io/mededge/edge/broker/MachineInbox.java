package io.mededge.edge.broker;

import io.mededge.edge.fault.Backoff;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.StreamKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one machine in one topic, on their way into the journal: each becomes durable exactly once.
 *
 * <p>The journal keeps the highest ids and the newest time beside the records, in one transaction with each record, so what is stored is known after any kill. The
 * highest id alone would not do: brokers hand over what waits in another order than it came, Artemis so when the gateway was slower than its machines. Used by one thread;
 * {@link #restart} begins anew where the broker does.
 */
final class MachineInbox {
    /**
     * How many ids are remembered. A lower one is taken for a repetition: by so many messages the broker's order and a machine's own repetition may be off
     * together.
     */
    static final int REMEMBERED = 1_024;

    private static final String NEWEST = "newest";

    private final StreamKey stream;
    private final String mark;
    private final Journal journal;
    private final Executor thread;
    private final Backoff backoff;
    /** The slots in which the remembered ids are kept; also of messages that are not durable yet. */
    private final NavigableMap<Long, Integer> slotById = new TreeMap<>();

    private final Deque<Integer> freeSlots = new ArrayDeque<>();
    /** Not durable yet, by id: who waits for it, the first one and its repetitions. */
    private final Map<Long, List<Consumer<Fate>>> waiting = new HashMap<>();
    /** Of these the journal has refused; in the order in which they came. */
    private final Deque<Append> refused = new ArrayDeque<>();

    /** Of all that are durable; microseconds since 1970, as the journal has it. */
    private long newestMicros;
    /** With those on their way. */
    private long newestOfferedMicros;

    private long retryNanos;

    /**
     * @param id the machine's
     * @param told hears in the inbox's thread what became of it, once, unless {@link #restart} gives it up
     */
    record Waiting(long id, Journal.Item item, Consumer<Fate> told) {}

    /** @param forgotten the id that was in the slot; 0 if it was free */
    private record Append(long id, Journal.Item item, int slot, long forgotten) {}

    /** What becomes of a message that the journal could take. */
    sealed interface Fate {
        record Stored() implements Fate {}

        /** It was stored before: an answer or a confirmation got lost on its way. */
        record Repeated() implements Fate {}

        /** Its id is not above those that are stored, but its time is later than any: this cannot be a repetition. */
        record CountsAnew(long highest) implements Fate {}
    }

    /**
     * @param mark begin of the names under which ids and time are in the journal
     * @param thread in which everything here runs
     */
    MachineInbox(StreamKey stream, String mark, Journal journal, Executor thread, Backoff backoff) {
        this.stream = stream;
        this.mark = mark;
        this.journal = journal;
        this.thread = thread;
        this.backoff = backoff;
        this.newestMicros = journal.mark(stream.device(), mark + NEWEST).orElse(0);
        this.newestOfferedMicros = newestMicros;
        for (var slot = 0; slot < REMEMBERED; slot++) {
            var id = journal.mark(stream.device(), mark + slot);
            if (id.isPresent()) {
                slotById.put(id.getAsLong(), slot);
            } else {
                freeSlots.add(slot);
            }
        }
    }

    void offer(Waiting message) {
        var before = waiting.get(message.id());
        if (before != null) {
            before.add(message.told());
        } else if (isKnown(message.id())) {
            message.told().accept(again(message.item().at()));
        } else {
            var whoWaits = new ArrayList<Consumer<Fate>>(1);
            whoWaits.add(message.told());
            waiting.put(message.id(), whoWaits);
            append(remember(message));
        }
    }

    private boolean isKnown(long id) {
        return slotById.containsKey(id) || freeSlots.isEmpty() && id < slotById.firstKey();
    }

    private Fate again(Instant at) {
        return micros(at) > newestMicros ? new Fate.CountsAnew(slotById.lastKey()) : new Fate.Repeated();
    }

    private Append remember(Waiting message) {
        var forgotten = freeSlots.isEmpty() ? lowestDurable() : 0;
        if (forgotten != 0) {
            freeSlots.add(Objects.requireNonNull(slotById.remove(forgotten)));
        }
        int slot = freeSlots.remove();
        slotById.put(message.id(), slot);
        return new Append(message.id(), message.item(), slot, forgotten);
    }

    /** It makes room. One that is not durable keeps its slot, because its append may have to be repeated. */
    private long lowestDurable() {
        return slotById.keySet().stream()
                .filter(id -> !waiting.containsKey(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("more messages are under way than are remembered"));
    }

    private void append(Append append) {
        newestOfferedMicros = Math.max(newestOfferedMicros, micros(append.item().at()));
        // of those under way too: the journal takes them in this order, and one that is refused comes again
        var marks = Map.of(mark + append.slot(), append.id(), mark + NEWEST, newestOfferedMicros);
        var unused = journal.append(stream.device(), stream.streamClass(), List.of(append.item()), marks)
                .whenCompleteAsync((entries, refusal) -> appended(append, refusal), thread);
    }

    private void appended(Append append, @Nullable Throwable refusal) {
        if (refusal != null) {
            // the journal has counted and logged it; nothing is confirmed, so nothing is lost
            if (refused.isEmpty()) {
                retryNanos = System.nanoTime() + backoff.next().toNanos();
            }
            refused.add(append);
            return;
        }
        backoff.reset();
        newestMicros = Math.max(newestMicros, micros(append.item().at()));
        var whoWaits = waiting.remove(append.id());
        if (whoWaits != null) {
            Fate fate = new Fate.Stored();
            for (var one : whoWaits) {
                one.accept(fate);
                fate = new Fate.Repeated();
            }
        }
    }

    /** Tries again what the journal has refused a while ago. */
    void flush() {
        if (!refused.isEmpty() && retryNanos - System.nanoTime() <= 0) {
            var again = List.copyOf(refused);
            refused.clear();
            again.forEach(this::append);
        }
    }

    /** The link is lost: the broker sends again what was not confirmed. Returns how many messages are given up here; what is being stored is not. */
    int restart() {
        var given = 0;
        for (var append = refused.pollLast(); append != null; append = refused.pollLast()) {
            slotById.remove(append.id());
            if (append.forgotten() == 0) {
                freeSlots.add(append.slot());
            } else {
                slotById.put(append.forgotten(), append.slot());
            }
            var whoWaits = waiting.remove(append.id());
            given += whoWaits == null ? 0 : whoWaits.size();
        }
        return given;
    }

    private static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }
}
