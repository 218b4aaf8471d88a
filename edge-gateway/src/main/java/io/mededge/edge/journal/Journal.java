package io.mededge.edge.journal;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Every record of this gateway. What {@link #append} has confirmed survives {@code kill -9} and a power cut, under a number that never repeats and
 * never skips, until {@link #free} says that the region has it. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final int BUSY_GROUP = 8;
    private static final Duration SWEEP = Duration.ofMillis(500);
    private static final Duration RESEAL_PAUSE = Duration.ofSeconds(1);
    private static final Duration IDLE_WAIT = Duration.ofMillis(200);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
    private static final String FORMER = "former-";
    /** So many commits in a row find events waiting before something else has its turn all the same. */
    private static final int MAX_PUT_OFF = 20;

    /** Bound of the records of one append. */
    public static final int MAX_ITEMS = 1_000;

    /** Hears of every record right after it became durable, in the writer's thread: must not block and not throw. */
    @FunctionalInterface
    public interface Listener {
        void committed(StreamKey key, Entry entry);

        /** That were all records of one commit: the time to wake somebody, once for all of them. */
        default void told() {}
    }

    /** A record to be stored. @param at when it was so at the machine */
    public record Item(Instant at, RegionBound body) {}

    /** What the journal holds of a stream. @param firstSequence the lowest that is not acknowledged; 0 when all are */
    public record StreamStatus(StreamKey key, long firstSequence, long lastSequence, Instant lastAt) {}

    /** On its way from the thread that has prepared it to the writer. */
    private record Resealed(Housekeeping.Reseal reseal, CompletableFuture<Boolean> done) {}

    private final AppendQueue queue;
    private final BlockingQueue<Resealed> resealed = new ArrayBlockingQueue<>(1);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Listener everybody = new Everybody();
    private final JournalWriter writer;
    private final JournalReader reader;
    private final JournalConfig config;
    private final InstantSource clock;
    private final Faults faults;
    private final JournalStart.Parts parts;
    private final HotBlocks hot;
    private final Thread thread;
    private final Thread resealing;
    private final Thread salvaging;
    private volatile boolean closing;
    private volatile boolean former;
    /** Both known to the writer's thread only. */
    private long sweptNanos = System.nanoTime();

    private int resealedPages;
    private volatile @Nullable FaultCode failing;

    /**
     * Opens the journal in the folder, or creates it. A damaged one is renamed, never deleted, and a new one begins with a new epoch; what can still be
     * read of the damaged one becomes, beside the new one, a {@linkplain #formers former journal}.
     *
     * @throws IOException if the folder or the database cannot be used at all, or somebody uses it: then nothing in it was touched, and the message says who
     */
    public static Journal open(
            Path folder, Place place, DeviceId gateway, JournalConfig config, InstantSource clock, Faults faults)
            throws IOException {
        try {
            return new JournalStart(folder, place, gateway, config, clock, faults).open();
        } catch (SQLException failed) {
            throw new IOException("the journal in " + folder + " cannot be used: " + failed.getMessage(), failed);
        }
    }

    /**
     * Opens a journal of an earlier epoch, from a backup or what was saved of a damaged one: what it holds is given out and freed, and nothing can be added. It never
     * becomes the present one, since an unknown number of its sequences was given out besides.
     *
     * @throws IOException if it cannot be used
     */
    public static Journal openFormer(
            Path folder, Place place, DeviceId gateway, JournalConfig config, InstantSource clock, Faults faults)
            throws IOException {
        var journal = open(folder, place, gateway, config, clock, faults);
        journal.former = true;
        return journal;
    }

    /** The folders of former journals that lie in a journal's folder. */
    public static List<Path> formers(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(FORMER))
                    .sorted()
                    .toList();
        }
    }

    /** Where the journal of an earlier epoch lies within the folder of the present one. */
    public static Path former(Path folder, long epoch) {
        return folder.resolve(FORMER + Long.toHexString(epoch));
    }

    Journal(
            JournalStart.Parts parts,
            List<Salvage> salvages,
            JournalConfig config,
            InstantSource clock,
            Faults faults) {
        this.parts = parts;
        this.hot = parts.hot();
        this.writer = parts.writer();
        this.reader = parts.reader();
        this.config = config;
        this.clock = clock;
        this.faults = faults;
        this.queue = new AppendQueue(config.queue());
        this.thread = new Thread(null, this::run, "journal", 256 * 1024);
        this.resealing = new Thread(null, this::reseal, "journal-reseal", 256 * 1024);
        this.salvaging = new Thread(null, () -> salvages.forEach(this::salvage), "journal-salvage", 256 * 1024);
        thread.start();
        resealing.start();
        salvaging.start();
    }

    /** In which the sequences of this journal count. */
    public long epoch() {
        return parts.epoch();
    }

    /** Whether it is of an earlier epoch and takes no records. */
    public boolean isFormer() {
        return former;
    }

    /** For a copy elsewhere; to be closed before the journal. @throws IOException if the database cannot be read beside the writer */
    public SealedRows sealedRows() throws IOException {
        try {
            return new SealedRows(parts.file().openReader(), hot);
        } catch (SQLException failed) {
            throw unreadable(failed);
        }
    }

    /** Where a damaged predecessor is kept, if this start found one. */
    public Optional<Path> setAside() {
        return parts.setAside();
    }

    public void subscribe(Listener listener) {
        listeners.add(listener);
    }

    /**
     * Stores a record. Never blocks.
     *
     * @param at when it was so at the machine
     * @return completed once the record is durable; failed with {@link JournalRefused} when it will not be stored
     */
    public CompletableFuture<Entry> append(DeviceId device, StreamClass streamClass, Instant at, RegionBound body) {
        return enqueue(new StreamKey(device, streamClass), List.of(new Item(at, body)), Map.of())
                .thenApply(entries -> entries.get(0));
    }

    /**
     * Stores records of one stream and moves a mark of the device, all or nothing. Never blocks.
     *
     * @param items may be empty: only the mark moves
     * @param mark the mark's name, for example how far an event list has been read
     */
    public CompletableFuture<List<Entry>> append(
            DeviceId device, StreamClass streamClass, List<Item> items, String mark, long value) {
        return append(device, streamClass, items, Map.of(mark, value));
    }

    /** As the other, with several marks. */
    public CompletableFuture<List<Entry>> append(
            DeviceId device, StreamClass streamClass, List<Item> items, Map<String, Long> marks) {
        return enqueue(new StreamKey(device, streamClass), List.copyOf(items), Map.copyOf(marks));
    }

    /** The value of a mark as it is durable; empty if it was never set. */
    public OptionalLong mark(DeviceId device, String name) {
        return writer.mark(device, name);
    }

    private CompletableFuture<List<Entry>> enqueue(StreamKey key, List<Item> items, Map<String, Long> marks) {
        if (items.size() > MAX_ITEMS) {
            throw new IllegalArgumentException("at most " + MAX_ITEMS + " records at once, not " + items.size());
        }
        if (former) {
            throw new IllegalStateException("the journal of an earlier epoch takes no records");
        }
        var append = new JournalWriter.Append(key, items, marks, System.nanoTime(), new CompletableFuture<>());
        if (closing) {
            refuse(append, "the gateway is stopping");
        } else if (!queue.offer(append)) {
            refuse(append, config.queue() + " records wait already");
        }
        return append.durable();
    }

    private void refuse(JournalWriter.Append append, String why) {
        faults.report(FaultCode.JOURNAL_BUSY, why);
        CommitGroup.noteGap(append, FaultCode.JOURNAL_BUSY, parts.gaps());
        append.durable().completeExceptionally(new JournalRefused(FaultCode.JOURNAL_BUSY, why));
    }

    /** The region has these: they may be deleted, after a while if the policy says so. Never blocks; sequences that are not here are ignored. */
    public void free(StreamKey key, List<SequenceSet.Range> ranges) {
        var state = hot.streams().get(key);
        if (state != null) {
            state.free(ranges);
        }
    }

    /**
     * Unacknowledged records of a stream in ascending order; fewer than asked when the bounds are reached.
     *
     * @param maxBytes of about what the records need in a message; the first is given even if it is larger
     */
    public List<Entry> read(StreamKey key, long first, long last, int maxEntries, int maxBytes) throws IOException {
        return read(new JournalReader.Wanted(key, first, last, maxEntries, maxBytes, false));
    }

    /** As {@link #read}, with those that the region has, as long as {@code gateway.journal.retain-acknowledged} keeps them. */
    public List<Entry> readRetained(StreamKey key, long first, long last, int maxEntries, int maxBytes)
            throws IOException {
        return read(new JournalReader.Wanted(key, first, last, maxEntries, maxBytes, true));
    }

    private List<Entry> read(JournalReader.Wanted wanted) throws IOException {
        try {
            return reader.read(wanted);
        } catch (SQLException failed) {
            throw unreadable(failed);
        }
    }

    /** All streams that ever had a record in this epoch. */
    public List<StreamStatus> streams() {
        var streams = new ArrayList<StreamStatus>();
        hot.streams()
                .forEach((key, state) -> streams.add(new StreamStatus(
                        key, state.firstWaiting(), state.lastSequence(), SectionForm.instant(state.lastAtMicros()))));
        return streams;
    }

    /** How many records wait for the region's acknowledgement. */
    public long unacknowledged() {
        return hot.streams().values().stream().mapToLong(StreamState::waiting).sum();
    }

    /** Age of the oldest record that waits for the region's acknowledgement; zero when none does. At most one look-up per stream. */
    public Duration oldestUnacknowledged() throws IOException {
        var now = clock.instant();
        var oldest = now;
        try {
            for (var stream : hot.streams().entrySet()) {
                var recorded = reader.firstRecorded(stream.getKey(), stream.getValue());
                if (recorded.isPresent() && recorded.get().isBefore(oldest)) {
                    oldest = recorded.get();
                }
            }
        } catch (SQLException failed) {
            throw unreadable(failed);
        }
        return Duration.between(oldest, now);
    }

    /** What of the last commits is not yet written again or deleted, bytes. */
    public long hotBytes() {
        return hot.bytes();
    }

    public long usedBytes() {
        return parts.room().usedBytes();
    }

    /** Why records are not stored at present; empty while they are. */
    public Optional<FaultCode> failing() {
        if (!thread.isAlive()) {
            return Optional.of(FaultCode.JOURNAL_WRITE_FAILED);
        }
        return !parts.room().admitsSamples() ? Optional.of(FaultCode.JOURNAL_FULL) : Optional.ofNullable(failing);
    }

    private IOException unreadable(SQLException failed) {
        if (Damage.isDamage(failed)) {
            try {
                parts.file().suspect();
            } catch (IOException full) {
                LOG.warnf("the next start will not know of the damage: %s", full.getMessage());
            }
        }
        faults.report(
                Damage.isDamage(failed) ? FaultCode.JOURNAL_CORRUPT : FaultCode.JOURNAL_WRITE_FAILED,
                "reading failed: " + failed.getMessage());
        return new IOException("the journal cannot be read: " + failed.getMessage(), failed);
    }

    private void run() {
        var lastGroup = 0;
        var putOff = 0;
        while (!closing || !queue.isEmpty()) {
            try {
                var linger = lastGroup >= BUSY_GROUP ? config.linger().toNanos() : 0;
                var group = queue.take(config.group(), closing ? 0 : IDLE_WAIT.toNanos(), linger);
                lastGroup = group.size();
                if (!group.isEmpty() || parts.gaps().hasBeginnings()) {
                    failing = writer.commit(group, everybody).orElse(null);
                }
                putOff = queue.hasEvents() && putOff < MAX_PUT_OFF ? putOff + 1 : 0;
                if (putOff == 0) {
                    lookAfter();
                }
            } catch (InterruptedException stopped) {
                closing = true;
            }
        }
        parts.housekeeping().sweep();
    }

    /** One of what is not urgent: each may hold up an event that comes meanwhile, but not one after the other. */
    private void lookAfter() {
        var ready = resealed.poll();
        if (ready != null) {
            ready.done().complete(parts.housekeeping().apply(ready.reseal()));
            resealedPages +=
                    Housekeeping.PAGES_PER_BLOCK * ready.reseal().blocks().size();
        } else if (System.nanoTime() - sweptNanos > SWEEP.toNanos()) {
            parts.housekeeping().sweep();
            writer.look();
            sweptNanos = System.nanoTime();
        } else {
            writer.checkpoint(resealedPages);
            resealedPages = 0;
        }
    }

    private void reseal() {
        while (!closing) {
            try {
                var due = parts.resealer().due(System.nanoTime());
                if (due.isEmpty()) {
                    Thread.sleep(RESEAL_PAUSE.toMillis());
                    continue;
                }
                var ready = new Resealed(parts.resealer().reseal(due), new CompletableFuture<>());
                resealed.put(ready);
                if (!ready.done().get()) {
                    Thread.sleep(RESEAL_PAUSE.toMillis());
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (SQLException | IOException | ExecutionException | RuntimeException failed) {
                // the blocks stay as they are; an operator has to hear of it each time
                faults.report(FaultCode.JOURNAL_WRITE_FAILED, "writing blocks again failed: " + failed.getMessage());
                pause();
            }
        }
    }

    /** What was saved becomes a former journal; what may be missing at its end is a gap of this one. */
    private void salvage(Salvage salvage) {
        try {
            for (var end : salvage.run()) {
                tellEnd(end);
            }
            salvage.done();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (SQLException | IOException | RuntimeException failed) {
            // the next start tries again
            faults.report(
                    FaultCode.JOURNAL_CORRUPT, "saving records of a damaged journal failed: " + failed.getMessage());
        }
    }

    /** Once, as the mark is durable with the record: a start that was killed may have told some. */
    private void tellEnd(Salvage.End end) {
        var device = end.stream().device();
        if (mark(device, end.mark()).isEmpty()) {
            var gap = new Gap(FaultCode.JOURNAL_CORRUPT, end.until());
            append(device, end.stream().streamClass(), List.of(new Item(end.since(), gap)), end.mark(), 1)
                    .join();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RESEAL_PAUSE.toMillis());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Everybody implements Listener {
        @Override
        public void committed(StreamKey key, Entry entry) {
            tell(listener -> listener.committed(key, entry));
        }

        @Override
        public void told() {
            tell(Listener::told);
        }

        private void tell(Consumer<Listener> what) {
            for (var listener : listeners) {
                try {
                    what.accept(listener);
                } catch (RuntimeException broken) {
                    // what is durable stays durable, whatever a listener does
                    LOG.error("a listener of the journal failed", broken);
                }
            }
        }
    }

    /** Stores what waits, then closes. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_WITHIN.toMillis());
            for (var other : List.of(resealing, salvaging)) {
                other.interrupt();
                other.join(CLOSE_WITHIN.toMillis());
            }
            parts.close();
        } catch (SQLException | IOException failed) {
            faults.report(FaultCode.JOURNAL_WRITE_FAILED, "closing failed: " + failed.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
