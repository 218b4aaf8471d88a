package io.mededge.edge.journal;

import io.mededge.model.fault.Decoded;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes again what waits longer than a minute: the records of a minute of hot blocks, in which all streams are mixed, become one compressed block for each
 * stream. Reads, compresses and seals in a thread of its own; the writer only swaps rows.
 */
final class Resealer {
    /** What is younger stays hot: most of it is acknowledged before. */
    static final Duration AGE = Duration.ofMinutes(1);

    /** Bound of what is hot, bytes: at high rates blocks are written again before their time. */
    static final long MAX_HOT_BYTES = 16 * 1024 * 1024;

    /** Bound of the records that are held in memory for one step. */
    static final int MAX_ENTRIES = 20_000;

    /** Fewer would be more work: each step writes a page or two for each stream. */
    private static final int LEAST_ENTRIES = 4_000;

    private final BlockRows rows;
    private final BlockSeal seal;
    private final BlockForm form;
    private final long epoch;
    private final HotBlocks hot;
    private final Pace pace;
    private final boolean keepFreed;

    private record Piece(List<Entry> entries) {}

    /** @param keepFreed whether what the region has is kept for a while */
    Resealer(BlockRows rows, BlockSeal seal, BlockForm form, long epoch, HotBlocks hot, Pace pace, boolean keepFreed) {
        this.rows = rows;
        this.seal = seal;
        this.form = form;
        this.epoch = epoch;
        this.hot = hot;
        this.pace = pace;
        this.keepFreed = keepFreed;
    }

    /** Those to be written again now, oldest first; none as long as the oldest is not two ages old and there is room. */
    List<HotBlock> due(long nowNanos) {
        var blocks = hot.oldestFirst();
        var crowded = hot.bytes() > MAX_HOT_BYTES;
        if (blocks.isEmpty() || !crowded && age(blocks.get(0), nowNanos) < 2 * AGE.toNanos()) {
            return List.of();
        }
        var due = new ArrayList<HotBlock>();
        var entries = 0;
        var maxEntries = pace.share(MAX_ENTRIES, LEAST_ENTRIES);
        for (var block : blocks) {
            entries += block.contents().count();
            if (!due.isEmpty() && entries > maxEntries || !crowded && age(block, nowNanos) < AGE.toNanos()) {
                break;
            }
            due.add(block);
        }
        return due;
    }

    private static long age(HotBlock block, long nowNanos) {
        return block.committedNanos() == 0 ? Long.MAX_VALUE : nowNanos - block.committedNanos();
    }

    /** @throws IOException if the use of a key could not be noted */
    Housekeeping.Reseal reseal(List<HotBlock> due) throws SQLException, IOException {
        Map<StreamKey, Piece> pieces = new LinkedHashMap<>();
        var lost = new ArrayList<Long>();
        for (var block : due) {
            var row = rows.hot(block.id());
            if (row.isEmpty()) {
                continue;
            }
            var opened = open(row.get());
            if (opened.isEmpty()) {
                lost.add(block.id());
            }
            var recorded = SectionForm.instant(block.recordedMicros());
            for (var section : opened.orElseGet(() -> JournalReader.gaps(block.contents(), recorded))) {
                pieces.computeIfAbsent(section.stream(), unseen -> new Piece(new ArrayList<>()))
                        .entries()
                        .addAll(section.entries());
            }
        }
        var blocks = new ArrayList<Housekeeping.NewBlock>();
        for (var piece : pieces.entrySet()) {
            for (var run : runs(piece.getKey(), piece.getValue().entries())) {
                blocks.add(seal(run));
            }
        }
        return new Housekeeping.Reseal(due, blocks, lost);
    }

    private Optional<List<BlockForm.Section>> open(BlockRows.Row row) {
        return seal.open(epoch, row.sealed())
                .flatMap(plain -> form.decode(Contents.decode(row.sealed().contents()), plain)
                                instanceof Decoded.Value<List<BlockForm.Section>> value
                        ? Optional.of(value.value())
                        : Optional.empty());
    }

    /** Without holes and within the bound of a block; what the region has is left out unless it is to be kept. */
    private List<BlockForm.Section> runs(StreamKey stream, List<Entry> entries) {
        var state = hot.stream(stream);
        var runs = new ArrayList<BlockForm.Section>();
        var run = new ArrayList<Entry>();
        for (var entry : entries) {
            if (!keepFreed && state.isFreed(entry.sequence())) {
                continue;
            }
            var ends = !run.isEmpty() && run.get(run.size() - 1).sequence() + 1 != entry.sequence();
            if (ends || run.size() == BlockForm.MAX_ENTRIES) {
                runs.add(new BlockForm.Section(stream, run));
                run = new ArrayList<>();
            }
            run.add(entry);
        }
        if (!run.isEmpty()) {
            runs.add(new BlockForm.Section(stream, run));
        }
        return runs;
    }

    private Housekeeping.NewBlock seal(BlockForm.Section section) throws IOException {
        var sealed = seal.seal(epoch, Contents.of(section.run()), form.encode(section));
        return new Housekeeping.NewBlock(
                section.run(), SectionForm.micros(section.entries().get(0).recorded()), sealed);
    }
}
