package io.mededge.edge.journal;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.Gap;
import io.mededge.model.telemetry.Entry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Reads committed records beside the writer: opens blocks, remembers the last few, leaves out what the region has. Thread-safe. */
final class JournalReader implements AutoCloseable {
    /** Blocks that are read ahead at once, and kept open. */
    private static final int OPEN_BLOCKS = 8;

    /** How often a read starts again because the writer moved records meanwhile; it moves them once in a second. */
    private static final int MAX_ATTEMPTS = 20;

    private final BlockRows rows;
    private final BlockSeal seal;
    private final BlockForm form;
    private final long epoch;
    private final HotBlocks hot;
    private final Faults faults;
    private final Set<Long> unreadable = ConcurrentHashMap.newKeySet();
    private final Map<Long, List<BlockForm.Section>> open = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, List<BlockForm.Section>> eldest) {
            return size() > OPEN_BLOCKS;
        }
    };

    /** @param withFreed also what the region has, as long as it is kept */
    record Wanted(StreamKey stream, long first, long last, int maxEntries, int maxBytes, boolean withFreed) {}

    JournalReader(BlockRows rows, BlockSeal seal, BlockForm form, long epoch, HotBlocks hot, Faults faults) {
        this.rows = rows;
        this.seal = seal;
        this.form = form;
        this.epoch = epoch;
        this.hot = hot;
        this.faults = faults;
    }

    synchronized List<Entry> read(Wanted wanted) throws SQLException {
        var state = hot.streams().get(wanted.stream());
        if (state == null || wanted.maxEntries() < 1) {
            return List.of();
        }
        for (var attempt = 1; ; attempt++) {
            var rewritten = hot.rewritten();
            var taking = new Taking(wanted, state);
            takeBlocks(taking);
            takeHot(taking, state);
            if (rewritten == hot.rewritten() || attempt == MAX_ATTEMPTS) {
                return taking.entries;
            }
        }
    }

    private void takeBlocks(Taking taking) throws SQLException {
        while (!taking.full) {
            var found = rows.blocks(taking.wanted.stream(), taking.next, taking.wanted.last(), OPEN_BLOCKS);
            for (var row : found) {
                taking.take(sections(row));
            }
            if (found.size() < OPEN_BLOCKS) {
                return;
            }
        }
    }

    private void takeHot(Taking taking, StreamState state) throws SQLException {
        for (var run : state.hot(taking.next, taking.wanted.last())) {
            if (taking.full) {
                return;
            }
            var row = rows.hot(run.block());
            if (row.isPresent()) {
                taking.take(sections(row.get()));
            }
        }
    }

    private List<BlockForm.Section> sections(BlockRows.Row row) {
        var known = open.get(row.id());
        if (known != null) {
            return known;
        }
        var sections = open(row);
        open.put(row.id(), sections);
        return sections;
    }

    /** Records that cannot be read become gaps under their numbers: the region learns that something was there. */
    private List<BlockForm.Section> open(BlockRows.Row row) {
        var contents = Contents.decode(row.sealed().contents());
        var plain = seal.open(epoch, row.sealed());
        var reason = "the seal of a block does not fit";
        if (plain.isPresent()) {
            var decoded = form.decode(contents, plain.get());
            if (decoded instanceof Decoded.Value<List<BlockForm.Section>> value) {
                return value.value();
            }
            reason = ((Decoded.Malformed<List<BlockForm.Section>>) decoded).reason();
        }
        unreadable.add(row.id());
        faults.report(FaultCode.JOURNAL_CORRUPT, reason + ": " + contents.count() + " records");
        return gaps(contents, SectionForm.instant(row.recordedMicros()));
    }

    static List<BlockForm.Section> gaps(Contents contents, Instant recorded) {
        return contents.runs().stream()
                .map(run -> {
                    var entries = new ArrayList<Entry>(run.count());
                    for (var sequence = run.first(); sequence <= run.last(); sequence++) {
                        entries.add(new Entry(sequence, recorded, recorded, new Gap(FaultCode.JOURNAL_CORRUPT, null)));
                    }
                    return new BlockForm.Section(run.stream(), entries);
                })
                .toList();
    }

    /** Blocks that could not be opened, as in {@link BlockRows.Row#id}: they are never deleted. */
    Set<Long> unreadable() {
        return unreadable;
    }

    /** When the lowest waiting record was recorded; empty when none waits. */
    synchronized Optional<Instant> firstRecorded(StreamKey stream, StreamState state) throws SQLException {
        var first = state.firstWaiting();
        if (first == 0) {
            return Optional.empty();
        }
        var inHot = state.hot(first, first);
        var micros = inHot.isEmpty()
                ? rows.recordedMicros(stream, first).orElse(-1)
                : inHot.get(0).recordedMicros();
        return micros < 0 ? Optional.empty() : Optional.of(SectionForm.instant(micros));
    }

    @Override
    public synchronized void close() throws SQLException {
        rows.close();
    }

    /** Collects up to the bounds. */
    private final class Taking {
        private final Wanted wanted;
        private final StreamState state;
        private final List<Entry> entries = new ArrayList<>();
        private long next;
        private long bytes;
        private boolean full;

        Taking(Wanted wanted, StreamState state) {
            this.wanted = wanted;
            this.state = state;
            this.next = Math.max(1, wanted.first());
        }

        void take(List<BlockForm.Section> sections) {
            for (var section : sections) {
                if (section.stream().equals(wanted.stream())) {
                    take(section);
                }
            }
        }

        private void take(BlockForm.Section section) {
            for (var entry : section.entries()) {
                if (full || entry.sequence() > wanted.last()) {
                    full |= entry.sequence() > wanted.last();
                    return;
                }
                if (entry.sequence() >= next && (wanted.withFreed() || !state.isFreed(entry.sequence()))) {
                    add(entry);
                }
                next = Math.max(next, full ? next : entry.sequence() + 1);
            }
        }

        private void add(Entry entry) {
            bytes += form.wireBytes(wanted.stream(), entry);
            if (!entries.isEmpty() && bytes > wanted.maxBytes()) {
                full = true;
                return;
            }
            entries.add(entry);
            full = entries.size() >= wanted.maxEntries();
        }
    }
}
