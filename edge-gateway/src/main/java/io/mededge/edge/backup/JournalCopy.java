package io.mededge.edge.backup;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.journal.Journal;
import io.mededge.edge.journal.SealedRow;
import io.mededge.edge.journal.SealedRows;
import io.mededge.edge.journal.StreamKey;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one journal into a folder of its own. Rows go into segments, which are deleted when the region has all of their records, or when the journal has
 * written them again and the copy has those rows. Used by one thread; the figures can be read by any.
 */
final class JournalCopy implements AutoCloseable {
    static final String FOLDER = "journal-";
    static final String SEGMENT = "segment";
    static final String STREAM = "stream";
    static final String MARK = "mark";

    /** When everything was copied that was durable. */
    static final String COMPLETE = "complete";

    static final String COMMITS = "-commits.rows";
    static final String BLOCKS = "-blocks.rows";
    private static final long COMMITS_BYTES = 4 << 20;
    private static final long BLOCKS_BYTES = 16 << 20;
    private static final long COMMITS_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long epoch;
    private final SealedRows rows;
    private final Path folder;
    private final BackupSeal seal;
    private final List<List<String>> identity;
    private final Faults faults;
    private final Map<String, Held> held = new TreeMap<>();
    private SealedRows.Position position = SealedRows.Position.start();
    private List<SealedRows.MarkLine> marks = List.of();
    private Instant completeAt = Instant.EPOCH;
    private @Nullable Growing blocks;
    private @Nullable Growing commits;
    private long nextNumber = 1;
    private boolean resumed;
    /** What an earlier run has left, and cannot be gone on with, counts until this copy is complete. */
    private boolean replacing;

    private boolean untidy = true;
    private volatile long completeNanos = System.nanoTime();
    private volatile long bytes;

    /**
     * A segment that counts.
     *
     * @param sinceMicros when the first of its records was recorded
     * @param spans from the first to the last record of each stream
     */
    private record Held(boolean ofCommits, long bytes, long sinceMicros, Map<StreamKey, SealedRow.Span> spans) {}

    private record Growing(String file, Segment segment, long sinceNanos) {}

    /**
     * @param backup the folder of the whole backup
     * @param identity lines that the manifest begins with: whose journal it is
     */
    JournalCopy(Journal journal, Path backup, BackupSeal seal, List<List<String>> identity, Faults faults)
            throws IOException {
        this.epoch = journal.epoch();
        this.rows = journal.sealedRows();
        this.folder = backup.resolve(FOLDER + Long.toHexString(epoch) + "-" + seal.id());
        this.seal = seal;
        this.identity = List.copyOf(identity);
        this.faults = faults;
    }

    long epoch() {
        return epoch;
    }

    /** When everything was copied that was durable then, as {@link System#nanoTime}. */
    long completeNanos() {
        return completeNanos;
    }

    long bytes() {
        return bytes;
    }

    /**
     * Copies up to {@link Segment#FRAME_BYTES}. Durable when this returns.
     *
     * @return whether the copy has everything now
     */
    boolean copy(Instant now) throws IOException {
        if (!resumed) {
            resume();
            resumed = true;
        }
        var nanos = System.nanoTime();
        var part = rows.after(position, Segment.FRAME_BYTES);
        blocks = append(blocks, BLOCKS, part.rows(), false);
        commits = append(commits, COMMITS, part.rows(), true);
        position = part.next();
        if (part.complete()) {
            marks = part.marks();
            completeAt = now;
        }
        endFull();
        if (part.complete() || !replacing) {
            var gone = prune();
            write();
            replacing = false;
            for (var file : gone) {
                Files.deleteIfExists(folder.resolve(file));
            }
            tidy();
        }
        if (part.complete()) {
            completeNanos = nanos;
        }
        return part.complete();
    }

    /** Something failed: nothing is appended any more to what is open, and what should be there is looked at before the next copy. */
    void failed() {
        closeOpen();
        resumed = false;
    }

    private @Nullable Growing append(@Nullable Growing to, String kind, List<SealedRow> all, boolean ofCommits)
            throws IOException {
        var chosen = all.stream().filter(row -> row.ofOneCommit() == ofCommits).toList();
        if (chosen.isEmpty()) {
            return to;
        }
        var growing = to == null ? grow(kind) : to;
        growing.segment().append(chosen);
        var spans = new HashMap<StreamKey, SealedRow.Span>();
        var before = held.get(growing.file());
        if (before != null) {
            spans.putAll(before.spans());
        }
        chosen.forEach(row -> widen(spans, row));
        var since = before == null ? chosen.get(0).recordedMicros() : before.sinceMicros();
        held.put(growing.file(), new Held(ofCommits, growing.segment().bytes(), since, spans));
        return growing;
    }

    private Growing grow(String kind) throws IOException {
        var file = String.format("%08d%s", nextNumber++, kind);
        return new Growing(file, Segment.create(folder, file, seal), System.nanoTime());
    }

    private static void widen(Map<StreamKey, SealedRow.Span> spans, SealedRow row) {
        for (var span : row.spans()) {
            spans.merge(
                    span.stream(),
                    span,
                    (one, other) -> new SealedRow.Span(
                            span.stream(), Math.min(one.first(), other.first()), Math.max(one.last(), other.last())));
        }
    }

    private void endFull() throws IOException {
        if (blocks != null && blocks.segment().bytes() > BLOCKS_BYTES) {
            blocks.segment().close();
            blocks = null;
        }
        if (commits != null
                && (commits.segment().bytes() > COMMITS_BYTES
                        || System.nanoTime() - commits.sinceNanos() > COMMITS_NANOS)) {
            commits.segment().close();
            commits = null;
        }
    }

    /** Segments that are needed no more leave the manifest before they are deleted. */
    private List<String> prune() {
        var gone = new ArrayList<String>();
        for (var segment : held.entrySet()) {
            var file = segment.getKey();
            var open = blocks != null && blocks.file().equals(file)
                    || commits != null && commits.file().equals(file);
            if (!open && isDone(segment.getValue())) {
                gone.add(file);
            }
        }
        gone.forEach(held::remove);
        return gone;
    }

    private boolean isDone(Held segment) {
        return segment.spans().values().stream()
                .allMatch(span ->
                        segment.ofCommits() && span.last() <= position.blocks().getOrDefault(span.stream(), 0L)
                                || rows.isFreed(span));
    }

    private void write() throws IOException {
        var draft = new Manifest.Draft();
        identity.forEach(line -> draft.line(line.toArray()));
        draft.line("epoch", epoch).line(COMPLETE, completeAt);
        for (var line : rows.streams()) {
            draft.line(
                    STREAM,
                    line.stream().device(),
                    line.stream().streamClass().ordinal(),
                    position.records().getOrDefault(line.stream(), 0L),
                    position.blocks().getOrDefault(line.stream(), 0L),
                    line.lastAtMicros(),
                    line.freed().toMultirange());
        }
        marks.forEach(mark -> draft.line(MARK, mark.device(), mark.name(), mark.value()));
        held.forEach((file, segment) -> draft.line(SEGMENT, file, segment.bytes(), segment.sinceMicros()));
        draft.done().write(folder, seal);
        bytes = held.values().stream().mapToLong(Held::bytes).sum();
    }

    /** Deletes, once, what no manifest names: the remains of earlier runs. */
    private void tidy() throws IOException {
        if (!untidy) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (var file :
                    files.filter(file -> file.toString().endsWith(".rows")).toList()) {
                if (!held.containsKey(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
        untidy = false;
    }

    /** Goes on with what the folder holds, if all of it is proven; else from the beginning. */
    private void resume() throws IOException {
        Files.createDirectories(folder);
        held.clear();
        position = SealedRows.Position.start();
        untidy = true;
        try (var files = Files.list(folder)) {
            nextNumber = 1
                    + files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".rows"))
                            .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('-'))))
                            .max()
                            .orElse(0);
        }
        var manifest = Manifest.read(folder, seal);
        if (manifest.isEmpty() && Files.exists(folder.resolve(Manifest.NAME))) {
            faults.report(
                    FaultCode.BACKUP_DAMAGED, folder.resolve(Manifest.NAME) + " was changed; the copy begins anew");
            replacing = true;
        }
        if (manifest.isPresent() && !resume(manifest.get())) {
            held.clear();
            position = SealedRows.Position.start();
            replacing = true;
        }
    }

    private boolean resume(Manifest manifest) throws IOException {
        for (var words : manifest.all(SEGMENT)) {
            var file = words.get(0);
            var spans = new HashMap<StreamKey, SealedRow.Span>();
            var wrong = Segment.read(
                    folder, file, Long.parseLong(words.get(1)), seal, some -> some.forEach(row -> widen(spans, row)));
            if (wrong.isPresent()) {
                faults.report(FaultCode.BACKUP_DAMAGED, wrong.get() + "; the copy begins anew");
                return false;
            }
            held.put(
                    file,
                    new Held(
                            file.endsWith(COMMITS), Long.parseLong(words.get(1)), Long.parseLong(words.get(2)), spans));
        }
        var records = new HashMap<StreamKey, Long>();
        var copiedBlocks = new HashMap<StreamKey, Long>();
        for (var words : manifest.all(STREAM)) {
            records.put(stream(words), Long.parseLong(words.get(2)));
            copiedBlocks.put(stream(words), Long.parseLong(words.get(3)));
        }
        for (var line : rows.streams()) {
            if (records.getOrDefault(line.stream(), 0L) > line.lastSequence()) {
                faults.report(
                        FaultCode.BACKUP_DAMAGED,
                        "it has later records of " + line.stream() + " than the journal; the copy begins anew");
                return false;
            }
        }
        position = new SealedRows.Position(0, records, copiedBlocks);
        return true;
    }

    /** Of a line of the manifest. */
    static StreamKey stream(List<String> words) {
        return new StreamKey(new DeviceId(words.get(0)), StreamClass.values()[Integer.parseInt(words.get(1))]);
    }

    /** With everything that was copied. */
    void delete() throws IOException {
        close();
        delete(folder);
    }

    /** A folder of files. */
    static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private void closeOpen() {
        for (var growing : new Growing[] {blocks, commits}) {
            if (growing != null) {
                try {
                    growing.segment().close();
                } catch (IOException gone) {
                    // what is durable of it is known, and it is read before the copy goes on
                }
            }
        }
        blocks = null;
        commits = null;
    }

    @Override
    public void close() throws IOException {
        closeOpen();
        rows.close();
    }
}
