package io.mededge.edge.journal;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a journal of an earlier epoch from its rows, be they of a backup or of a damaged file. Its records keep their numbers; nothing can be added to it later ({@link Journal#openFormer}).
 * The keys must lie in the folder before. Used by one thread.
 */
public final class RestoredJournal implements AutoCloseable {
    private static final int ROWS_PER_TRANSACTION = 2_000;
    private static final String RECORDS = "salvage-records";
    private static final String GAPS = "salvage-gaps";

    private final Path file;
    private final long epoch;
    private final boolean resumable;
    private final Connection connection;
    private final BlockSeal seal;
    private final PreparedStatement insertBlock;
    private final PreparedStatement insertHot;
    private final Map<StreamKey, SequenceSet> held = new HashMap<>();
    private final Map<StreamKey, Long> recordedMicros = new HashMap<>();
    private Optional<GapRecords> gapRecords = Optional.empty();
    private long records;
    private long gaps;
    private int uncommitted;
    private long commits;

    /** What became of a row. */
    public enum Taken {
        STORED,
        /** Its records are here already. */
        KNOWN,
        /** Its seal does not fit: it was changed, or belongs elsewhere. */
        CHANGED
    }

    /** @throws IOException if there are no keys, there is a journal already, or the disk does not take it */
    public RestoredJournal(Path folder, long epoch) throws IOException {
        this(folder, epoch, false);
    }

    private RestoredJournal(Path folder, long epoch, boolean resumable) throws IOException {
        if (!BlockKeys.exist(folder)) {
            throw new IOException("the keys of the journal are not in " + folder);
        }
        this.file = folder.resolve(JournalFile.NAME);
        this.epoch = epoch;
        this.resumable = resumable;
        this.seal = new BlockSeal(new BlockKeys(folder));
        try {
            connection = resumable ? JournalFile.resume(file, epoch) : JournalFile.create(file, epoch);
            insertBlock = connection.prepareStatement(JournalFile.INSERT_BLOCK);
            insertHot = connection.prepareStatement(JournalFile.INSERT_HOT);
        } catch (SQLException failed) {
            throw failed("made", failed);
        }
    }

    /**
     * Goes on with what an earlier run has left, or begins. Nothing counts before {@link #sync}, and then all of it, whatever is killed.
     *
     * @throws IOException as the constructor
     */
    static RestoredJournal resumed(Path folder, long epoch) throws IOException {
        var journal = new RestoredJournal(folder, epoch, true);
        try {
            journal.load();
            return journal;
        } catch (SQLException failed) {
            journal.close();
            throw journal.failed("read", failed);
        }
    }

    private void load() throws SQLException {
        records = noted(RECORDS);
        gaps = noted(GAPS);
        try (var statement = connection.createStatement()) {
            // in the order in which they were added
            try (var rows = statement.executeQuery(
                    "select device, class, first_sequence, last_sequence, recorded from block order by id")) {
                while (rows.next()) {
                    var stream = new StreamKey(new DeviceId(rows.getString(1)), StreamClass.values()[rows.getInt(2)]);
                    held(stream).add(new SequenceSet.Range(rows.getLong(3), rows.getLong(4)));
                    recordedMicros.put(stream, rows.getLong(5));
                }
            }
            try (var rows = statement.executeQuery("select id, recorded, contents from hot order by id")) {
                while (rows.next()) {
                    commits = rows.getLong(1);
                    for (var run : Contents.decode(JournalFile.bytes(rows, 3)).runs()) {
                        held(run.stream()).add(new SequenceSet.Range(run.first(), run.last()));
                        recordedMicros.put(run.stream(), rows.getLong(2));
                    }
                }
            }
        }
    }

    /** Stores a row unless all of its records are here. Rows of one stream are to come before those of one commit, which may hold the same records. */
    public Taken add(SealedRow row) throws IOException {
        var contents = Contents.decode(row.contents());
        if (contents.runs().stream().allMatch(this::isHeld)) {
            return Taken.KNOWN;
        }
        var sealed = new BlockSeal.Sealed(row.key(), row.contents(), row.sealed());
        if (seal.open(epoch, sealed).isEmpty()) {
            return Taken.CHANGED;
        }
        if (gapRecords.isPresent()) {
            for (var run : contents.runs()) {
                fillBefore(run, row, gapRecords.get());
            }
        }
        insert(row, contents.runs().get(0), sealed);
        for (var run : contents.runs()) {
            records += run.count();
            held(run.stream()).add(new SequenceSet.Range(run.first(), run.last()));
            recordedMicros.put(run.stream(), row.recordedMicros());
        }
        return Taken.STORED;
    }

    private void insert(SealedRow row, Contents.Run run, BlockSeal.Sealed sealed) throws IOException {
        try {
            if (row.ofOneCommit()) {
                insertHot.setLong(1, ++commits);
                insertHot.setLong(2, row.recordedMicros());
                insertHot.setBytes(3, row.contents());
                insertHot.setInt(4, row.key());
                insertHot.setBytes(5, row.sealed());
                insertHot.executeUpdate();
            } else {
                Housekeeping.insert(insertBlock, new Housekeeping.NewBlock(run, row.recordedMicros(), sealed));
            }
            if (!resumable && ++uncommitted % ROWS_PER_TRANSACTION == 0) {
                connection.commit();
            }
        } catch (SQLException failed) {
            throw failed("written", failed);
        }
    }

    /** When the last row of each stream was recorded, microseconds since 1970. */
    Map<StreamKey, Long> recordedMicros() {
        return Map.copyOf(recordedMicros);
    }

    /**
     * From here on each number that is skipped between two rows of a stream, and is not at the region, gets a gap record. Rows are then to come in ascending
     * order.
     *
     * @param freed what the region has of each stream
     * @param allKnown whether it has nothing of other streams; else nobody knows what came before their first row
     * @param limit of the numbers; those beyond stay without a record
     */
    void recordGaps(Map<StreamKey, SequenceSet> freed, boolean allKnown, BlockForm form, long limit) {
        gapRecords = Optional.of(new GapRecords(Map.copyOf(freed), allKnown, form, limit));
    }

    private record GapRecords(Map<StreamKey, SequenceSet> freed, boolean allKnown, BlockForm form, long limit) {}

    /** In rows of the kind of the one that follows, since readers take those of one stream first. */
    private void fillBefore(Contents.Run run, SealedRow row, GapRecords filling) throws IOException {
        var here = held(run.stream());
        var freed = filling.freed().get(run.stream());
        if (freed == null && !filling.allKnown() && here.isEmpty()) {
            return;
        }
        var known = Math.max(here.highest(), freed == null ? 0 : freed.contiguous());
        for (var at = known + 1; at < run.first() && gaps < filling.limit(); ) {
            var first = at;
            while (at < run.first() && at - first < BlockForm.MAX_ENTRIES && (freed == null || !freed.contains(at))) {
                at++;
            }
            if (at > first) {
                putGaps(new Contents.Run(run.stream(), first, Math.toIntExact(at - first)), row, filling.form());
            } else {
                at++;
            }
        }
    }

    private void putGaps(Contents.Run run, SealedRow before, BlockForm form) throws IOException {
        var recorded = recordedMicros.getOrDefault(run.stream(), before.recordedMicros());
        var sections = JournalReader.gaps(Contents.of(run), SectionForm.instant(recorded));
        var plain = before.ofOneCommit() ? form.encodeHot(sections) : form.encode(sections.get(0));
        var sealed = seal.seal(epoch, Contents.of(run), plain);
        var row = new SealedRow(before.ofOneCommit(), recorded, sealed.key(), sealed.contents(), sealed.bytes());
        insert(row, run, sealed);
        held(run.stream()).add(new SequenceSet.Range(run.first(), run.last()));
        gaps += run.count();
    }

    long gaps() {
        return gaps;
    }

    /** A number that becomes durable with what was added before it. */
    void note(String name, long value) throws IOException {
        try (var put = connection.prepareStatement("insert or replace into meta(name, value) values (?, ?)")) {
            put.setString(1, name);
            put.setLong(2, value);
            put.executeUpdate();
        } catch (SQLException failed) {
            throw failed("written", failed);
        }
    }

    /** What was noted, also by an earlier run; 0 if nothing was. */
    long noted(String name) throws SQLException {
        try (var select = connection.prepareStatement("select value from meta where name = ?")) {
            select.setString(1, name);
            try (var rows = select.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** Of one that can be resumed: what was added and noted so far is durable when this returns. */
    void sync() throws IOException {
        note(RECORDS, records);
        note(GAPS, gaps);
        try {
            connection.commit();
        } catch (SQLException failed) {
            throw failed("written", failed);
        }
    }

    private SequenceSet held(StreamKey stream) {
        return held.computeIfAbsent(stream, unseen -> new SequenceSet());
    }

    private boolean isHeld(Contents.Run run) {
        return held(run.stream()).ranges().stream()
                .anyMatch(range -> range.first() <= run.first() && run.last() <= range.last());
    }

    /** How the streams stand. To be called once, after the last row. Returns how many sequences are neither here nor at the region. */
    public long streams(List<SealedRows.StreamLine> lines) throws IOException {
        var missing = 0L;
        try (var put = connection.prepareStatement(JournalFile.PUT_STREAM)) {
            for (var line : lines) {
                var here = held(line.stream());
                var last = Math.max(line.lastSequence(), here.highest());
                var freed = upTo(line.freed(), last);
                var known = SequenceSet.of(here.ranges());
                freed.ranges().forEach(known::add);
                missing += last - (known.highest() - known.missing());
                Housekeeping.put(
                        put, line.stream(), new StreamState.Saved(last, line.lastAtMicros(), freed.toMultirange()));
            }
            connection.commit();
        } catch (SQLException failed) {
            throw failed("written", failed);
        }
        return missing;
    }

    private static SequenceSet upTo(SequenceSet set, long last) {
        var cut = new SequenceSet();
        for (var range : set.ranges()) {
            if (range.first() <= last) {
                cut.add(new SequenceSet.Range(range.first(), Math.min(range.last(), last)));
            }
        }
        return cut;
    }

    /** Records in the stored rows. */
    public long records() {
        return records;
    }

    private IOException failed(String what, SQLException why) {
        return new IOException("the journal " + file + " could not be " + what + ": " + why.getMessage(), why);
    }

    /** Durable when this returns; of one that can be resumed, what was synced. */
    @Override
    public void close() throws IOException {
        try {
            if (!resumable) {
                connection.commit();
            }
            connection.close();
        } catch (SQLException failed) {
            throw failed("closed", failed);
        }
        force();
    }

    private void force() throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
