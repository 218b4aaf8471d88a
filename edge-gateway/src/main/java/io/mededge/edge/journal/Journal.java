package io.mededge.edge.journal;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Every record of this gateway. What {@link #append} has confirmed survives {@code kill -9} and a power cut, under a number that never repeats and
 * never skips, until {@link #free} says that the region has it. Thread-safe.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Journal.class);
    private static final int BUSY_GROUP = 8;
    private static final Duration IDLE_FREE_DELAY = Duration.ofMillis(100);
    private static final Duration IDLE_WAIT = Duration.ofMillis(200);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    /** Hears of every record right after it became durable, in the writer's thread: must not block and not throw. */
    @FunctionalInterface
    public interface Listener {
        void committed(StreamKey key, Entry entry);
    }

    /** A record to be stored. @param at when it was so at the machine */
    public record Item(Instant at, RegionBound body) {}

    /** What the journal holds of a stream. @param firstSequence the lowest that is not acknowledged; 0 when all are */
    public record StreamStatus(StreamKey key, long firstSequence, long lastSequence, Instant lastAt) {}

    private final BlockingQueue<JournalWriter.Append> queue;
    private final AcknowledgedRanges acknowledged = new AcknowledgedRanges();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final JournalWriter writer;
    private final JournalReader reader;
    private final JournalConfig config;
    private final InstantSource clock;
    private final Faults faults;
    private final long epoch;
    private final Optional<Path> setAside;
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable FaultCode failing;

    /**
     * Opens the journal in the folder, or creates it. A damaged one is renamed, never deleted, and a new one begins with a new epoch.
     *
     * @throws IOException if the folder or the database cannot be used at all
     */
    public static Journal open(
            Path folder, Place place, DeviceId gateway, JournalConfig config, InstantSource clock, Faults faults)
            throws IOException {
        var file = new JournalFile(folder, config);
        try {
            var opened = file.open();
            opened.setAside().ifPresent(kept -> faults.report(FaultCode.JOURNAL_CORRUPT, "kept as " + kept));
            var metrics = new MetricDictionary();
            var form = new EntryForm(place, gateway, opened.epoch(), metrics);
            var writer = new JournalWriter(opened.connection(), form, metrics, clock, faults, config.maxBytes());
            var reader = new JournalReader(file.openReader(), form, faults);
            return new Journal(opened, writer, reader, config, clock, faults);
        } catch (SQLException failed) {
            throw new IOException("the journal in " + folder + " cannot be used: " + failed.getMessage(), failed);
        }
    }

    private Journal(
            JournalFile.Opened opened,
            JournalWriter writer,
            JournalReader reader,
            JournalConfig config,
            InstantSource clock,
            Faults faults) {
        this.epoch = opened.epoch();
        this.setAside = opened.setAside();
        this.writer = writer;
        this.reader = reader;
        this.config = config;
        this.clock = clock;
        this.faults = faults;
        this.queue = new ArrayBlockingQueue<>(config.queue());
        this.thread = new Thread(null, this::run, "journal", 256 * 1024);
        thread.start();
    }

    /** In which the sequences of this journal count. */
    public long epoch() {
        return epoch;
    }

    /** Where a damaged predecessor is kept, if this start found one. */
    public Optional<Path> setAside() {
        return setAside;
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
        return enqueue(new StreamKey(device, streamClass), List.of(new Item(at, body)), null)
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
        return enqueue(new StreamKey(device, streamClass), List.copyOf(items), new JournalWriter.Mark(mark, value));
    }

    /** The value of a mark as it is durable; empty if it was never set. */
    public OptionalLong mark(DeviceId device, String name) {
        return writer.mark(device, name);
    }

    private CompletableFuture<List<Entry>> enqueue(StreamKey key, List<Item> items, JournalWriter.@Nullable Mark mark) {
        var append = new JournalWriter.Append(key, items, mark, new CompletableFuture<>());
        if (closing) {
            refuse(append, "the gateway is stopping");
        } else if (!queue.offer(append)) {
            refuse(append, config.queue() + " records wait already");
        }
        return append.durable();
    }

    private void refuse(JournalWriter.Append append, String why) {
        faults.report(FaultCode.JOURNAL_BUSY, why);
        append.durable().completeExceptionally(new JournalRefused(FaultCode.JOURNAL_BUSY, why));
    }

    /** The region has these: they may be deleted. Never blocks; sequences that are not here are ignored. */
    public void free(StreamKey key, List<SequenceSet.Range> ranges) {
        if (!ranges.isEmpty() && writer.streams().containsKey(key)) {
            acknowledged.add(key, ranges);
        }
    }

    /**
     * Unacknowledged records of a stream in ascending order; fewer than asked when the bounds are reached, and those freed a moment ago may still come.
     *
     * @param maxBytes of the records as stored; the first is given even if it is larger
     */
    public List<Entry> read(StreamKey key, long first, long last, int maxEntries, int maxBytes) throws IOException {
        var row = writer.streams().get(key);
        if (row == null) {
            return List.of();
        }
        try {
            return reader.read(row.id(), first, last, maxEntries, maxBytes);
        } catch (SQLException failed) {
            throw unreadable(failed);
        }
    }

    /** All streams that ever had a record in this epoch. */
    public List<StreamStatus> streams() throws IOException {
        var streams = new ArrayList<StreamStatus>();
        try {
            for (var stream : writer.streams().entrySet()) {
                var row = stream.getValue();
                var first = reader.first(row.id()).map(JournalReader.First::sequence);
                streams.add(new StreamStatus(
                        stream.getKey(),
                        first.orElse(0L),
                        row.lastSequence(),
                        JournalWriter.instant(row.lastAtMicros())));
            }
            return streams;
        } catch (SQLException failed) {
            throw unreadable(failed);
        }
    }

    /** How many records wait for the region's acknowledgement. */
    public long unacknowledged() {
        return writer.streams().values().stream()
                .mapToLong(JournalWriter.StreamRow::entries)
                .sum();
    }

    /** Age of the oldest record that waits for the region's acknowledgement; zero when none does. One look-up per stream. */
    public Duration oldestUnacknowledged() throws IOException {
        var now = clock.instant();
        var oldest = now;
        try {
            for (var row : writer.streams().values()) {
                var recorded = row.entries() > 0
                        ? reader.first(row.id()).map(JournalReader.First::recorded)
                        : Optional.<Instant>empty();
                if (recorded.isPresent() && recorded.get().isBefore(oldest)) {
                    oldest = recorded.get();
                }
            }
        } catch (SQLException failed) {
            throw unreadable(failed);
        }
        return Duration.between(oldest, now);
    }

    public long usedBytes() {
        return writer.usedBytes();
    }

    /** Why records are not stored at present; empty while they are. */
    public Optional<FaultCode> failing() {
        if (!thread.isAlive()) {
            return Optional.of(FaultCode.JOURNAL_WRITE_FAILED);
        }
        return writer.isFull() ? Optional.of(FaultCode.JOURNAL_FULL) : Optional.ofNullable(failing);
    }

    private IOException unreadable(SQLException failed) {
        faults.report(
                Damage.isDamage(failed) ? FaultCode.JOURNAL_CORRUPT : FaultCode.JOURNAL_WRITE_FAILED,
                "reading failed: " + failed.getMessage());
        return new IOException("the journal cannot be read: " + failed.getMessage(), failed);
    }

    private void run() {
        var lastGroup = 0;
        while (!closing || !queue.isEmpty()) {
            try {
                var group = nextGroup(lastGroup >= BUSY_GROUP);
                lastGroup = group.size();
                if (!group.isEmpty() || !acknowledged.isEmpty()) {
                    failing = writer.commit(group, acknowledged, this::tell).orElse(null);
                }
            } catch (InterruptedException stopped) {
                closing = true;
            }
        }
    }

    /** Empty when nothing came within a moment. */
    private List<JournalWriter.Append> nextGroup(boolean busy) throws InterruptedException {
        var wait = acknowledged.isEmpty() ? IDLE_WAIT : IDLE_FREE_DELAY;
        var group = new ArrayList<JournalWriter.Append>();
        var first = closing ? queue.poll() : queue.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
            return group;
        }
        group.add(first);
        queue.drainTo(group, config.group() - 1);
        var deadline = System.nanoTime() + config.linger().toNanos();
        while (busy && group.size() < config.group()) {
            var next = queue.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            group.add(next);
            queue.drainTo(group, config.group() - group.size());
        }
        return group;
    }

    private void tell(StreamKey key, Entry entry) {
        for (var listener : listeners) {
            try {
                listener.committed(key, entry);
            } catch (RuntimeException broken) {
                // what is durable stays durable, whatever a listener does
                LOG.error("a listener of the journal failed", broken);
            }
        }
    }

    /** Stores what waits, then closes. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_WITHIN.toMillis());
            reader.close();
            writer.close();
        } catch (SQLException failed) {
            faults.report(FaultCode.JOURNAL_WRITE_FAILED, "closing failed: " + failed.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
