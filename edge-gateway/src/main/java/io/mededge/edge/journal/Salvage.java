package io.mededge.edge.journal;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.sqlite.SQLiteConfig;

/**
 * Takes from a damaged journal every row whose seal fits and makes of them a journal of that epoch, whose records keep their numbers: the region drops what it
 * has already. Numbers that are missing between become gap records. Goes on beside the new journal and leaves it at least half of the disk's time. The damaged
 * file is only read.
 *
 * <p>A run that is killed is continued by the next. How far it has come is durable with what it has saved, in one transaction; that everything is copied is a
 * file beside the damaged one, which gets another name when the ends of the streams are told as well.
 */
final class Salvage {
    /** How many row numbers without a readable row end the search where the highest cannot be asked for. */
    private static final int MAX_MISSES = 100_000;

    /** Bound of the gap records; what is missing beyond is told by the one gap record of its stream in the new epoch. */
    private static final long MAX_GAPS = 100_000;

    /** After so many rows or bytes it notes how far it is: that much a kill costs. */
    private static final int SAVE_ROWS = 500;

    private static final int SAVE_BYTES = 1 << 20;

    /** After as many bytes it lets the disk rest as long as they took. */
    private static final int REST_BYTES = 4 << 20;

    private static final long MAX_REST_MILLIS = 2_000;
    private static final String HALF = "salvage-";
    private static final String COPIED_SUFFIX = "-copied";
    private static final String NEXT = "salvage-next-";
    private static final String UNREADABLE = "salvage-unreadable";
    private static final Logger LOG = Logger.getLogger(Salvage.class);

    private final Path folder;
    private final Path damaged;
    private final Place place;
    private final DeviceId gateway;
    private final List<SealedRows.StreamLine> streams = new ArrayList<>();
    private boolean streamsKnown;
    private long unreadable;
    private int unsavedRows;
    private int unsavedBytes;
    private int unrestedBytes;
    private long restedNanos = System.nanoTime();

    /**
     * What may be missing at the end of a stream: from its last saved record on.
     *
     * @param until when the damaged journal was set aside
     * @param mark name under which it is noted that this was told
     */
    record End(StreamKey stream, Instant since, Instant until, String mark) {}

    /** What is in the file that says that all is copied. @param epoch 0 if there was nothing to copy */
    private record Copied(long epoch, List<SealedRows.StreamLine> ends) {
        String text() {
            var text = new StringBuilder("epoch " + epoch + "\n");
            for (var end : ends) {
                text.append(end.stream().device()).append(' ');
                text.append(end.stream().streamClass().ordinal()).append(' ');
                text.append(end.lastAtMicros()).append('\n');
            }
            return text.toString();
        }

        static Copied read(Path file) throws IOException {
            var lines = Files.readAllLines(file);
            var ends = new ArrayList<SealedRows.StreamLine>();
            for (var line : lines.subList(1, lines.size())) {
                var words = line.split(" ", -1);
                var stream = new StreamKey(new DeviceId(words[0]), StreamClass.values()[Integer.parseInt(words[1])]);
                ends.add(new SealedRows.StreamLine(stream, 0, Long.parseLong(words[2]), new SequenceSet()));
            }
            return new Copied(Long.parseLong(lines.get(0).split(" ", -1)[1]), ends);
        }
    }

    /** @param folder of the new journal, whose keys are the old one's as well */
    Salvage(Path folder, Path damaged, Place place, DeviceId gateway) {
        this.folder = folder;
        this.damaged = damaged;
        this.place = place;
        this.gateway = gateway;
    }

    /**
     * Copies what there is, or the rest of it, and makes it a former journal. The ends of the streams are still to be told, then {@link #done}.
     *
     * @throws InterruptedException if it is to stop; the next start goes on
     */
    List<End> run() throws SQLException, IOException, InterruptedException {
        if (!Files.exists(copiedFile())) {
            JournalFile.replace(copiedFile(), copy().text());
        }
        var copied = Copied.read(copiedFile());
        if (Files.exists(half(copied.epoch()))) {
            Files.move(half(copied.epoch()), Journal.former(folder, copied.epoch()));
            BlockKeys.sync(folder);
        }
        var until = JournalFile.setAsideAt(damaged);
        return copied.ends().stream()
                .map(end -> {
                    var since = SectionForm.instant(end.lastAtMicros());
                    var mark = "salvaged-" + Long.toHexString(copied.epoch()) + "-"
                            + end.stream().streamClass().ordinal();
                    return new End(end.stream(), since, until.isBefore(since) ? since : until, mark);
                })
                .toList();
    }

    /** There is nothing more to take from it, and nothing more to say. */
    void done() throws IOException {
        Files.move(copiedFile(), JournalFile.salvagedMark(damaged), StandardCopyOption.ATOMIC_MOVE);
        BlockKeys.sync(folder);
    }

    private Path copiedFile() {
        return damaged.resolveSibling(damaged.getFileName() + COPIED_SUFFIX);
    }

    private Path half(long epoch) {
        return folder.resolve(HALF + Long.toHexString(epoch));
    }

    private Copied copy() throws SQLException, IOException, InterruptedException {
        try (var old = JournalFile.readOnly(damaged, new SQLiteConfig())) {
            var epoch = epoch(old);
            if (epoch.isEmpty() || Files.exists(Journal.former(folder, epoch.get()))) {
                return new Copied(0, List.of());
            }
            readStreams(old);
            var half = half(epoch.get());
            prepare(half);
            try {
                return copy(old, half, epoch.get());
            } catch (IOException failed) {
                if (failed.getCause() instanceof SQLException why && Damage.isDamage(why)) {
                    // the disk has damaged the copy too: the next start begins anew
                    clear(half);
                }
                throw failed;
            }
        } catch (SQLException hopeless) {
            if (Damage.isDamage(hopeless)) {
                return new Copied(0, List.of());
            }
            throw hopeless;
        }
    }

    private void prepare(Path half) throws IOException {
        Files.createDirectories(half);
        if (!BlockKeys.exist(half)) {
            var copy = half.resolve(BlockKeys.NAME + ".copy");
            Files.copy(folder.resolve(BlockKeys.NAME), copy, StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, half.resolve(BlockKeys.NAME), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void clear(Path half) throws IOException {
        try (var files = Files.walk(half)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Copied copy(Connection old, Path half, long epoch) throws SQLException, IOException, InterruptedException {
        var freed = new HashMap<StreamKey, SequenceSet>();
        streams.forEach(line -> freed.put(line.stream(), line.freed()));
        try (var restored = RestoredJournal.resumed(half, epoch)) {
            unreadable = restored.noted(UNREADABLE);
            restored.recordGaps(freed, streamsKnown, new BlockForm(place, gateway, epoch), MAX_GAPS);
            find(old, restored, "block");
            find(old, restored, "hot");
            var lines = new HashMap<StreamKey, SealedRows.StreamLine>();
            restored.recordedMicros()
                    .forEach((stream, micros) ->
                            lines.put(stream, new SealedRows.StreamLine(stream, 0, micros, new SequenceSet())));
            streams.forEach(line -> lines.put(line.stream(), line));
            restored.streams(List.copyOf(lines.values()));
            LOG.warnf(
                    "of the damaged journal %d records were saved, %d gaps recorded, %d rows could not be read",
                    restored.records(), restored.gaps(), unreadable + (streamsKnown ? 0 : 1));
            var ends = lines.values().stream()
                    .map(line -> new SealedRows.StreamLine(
                            line.stream(),
                            0,
                            restored.recordedMicros().getOrDefault(line.stream(), line.lastAtMicros()),
                            new SequenceSet()))
                    .toList();
            return new Copied(epoch, ends);
        }
    }

    /** Without the epoch no seal can be tried; so it stands beside the database as well. */
    private Optional<Long> epoch(Connection old) throws IOException {
        var beside = damaged.resolveSibling(damaged.getFileName() + JournalFile.EPOCH_SUFFIX);
        if (Files.exists(beside)) {
            return Optional.of(Long.parseLong(Files.readString(beside).strip()));
        }
        try (var statement = old.createStatement();
                var rows = statement.executeQuery("select value from meta where name = 'epoch'")) {
            return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
        } catch (SQLException gone) {
            return Optional.empty();
        }
    }

    private void readStreams(Connection old) {
        try (var statement = old.createStatement();
                var rows = statement.executeQuery("select device, class, last_at, freed from stream")) {
            while (rows.next()) {
                var key = new StreamKey(new DeviceId(rows.getString(1)), StreamClass.values()[rows.getInt(2)]);
                // its last sequence may be one whose record is lost at the end: the copy ends with the last that is
                // there
                streams.add(new SealedRows.StreamLine(key, 0, rows.getLong(3), SequenceSet.parse(rows.getString(4))));
            }
            streamsKnown = true;
        } catch (SQLException | RuntimeException gone) {
            streamsKnown = false;
        }
    }

    /** By row number, one at a time: a damaged page costs its own rows, not those behind it. */
    private void find(Connection old, RestoredJournal restored, String table)
            throws SQLException, IOException, InterruptedException {
        var highest = highest(old, table);
        var misses = 0;
        var id = Math.max(1, restored.noted(NEXT + table));
        while (highest.isPresent() ? id <= highest.get() : misses < MAX_MISSES) {
            // a statement that met damage is of no use for the next row
            try (var select = old.prepareStatement(select(table))) {
                while (highest.isPresent() ? id <= highest.get() : misses < MAX_MISSES) {
                    misses = take(select, restored, table, id++) ? 0 : misses + 1;
                    if (++unsavedRows >= SAVE_ROWS || unsavedBytes >= SAVE_BYTES) {
                        save(restored, table, id);
                        rest();
                    }
                }
            } catch (SQLException | RuntimeException gone) {
                unreadable++;
                misses++;
            }
        }
        save(restored, table, id);
    }

    private static Optional<Long> highest(Connection old, String table) {
        try (var statement = old.createStatement();
                var rows = statement.executeQuery("select max(id) from " + table)) {
            return Optional.of(rows.next() ? rows.getLong(1) : 0);
        } catch (SQLException gone) {
            return Optional.empty();
        }
    }

    private static String select(String table) {
        return table.equals("hot")
                ? "select recorded, key_id, sealed, contents from hot where id = ?"
                : "select recorded, key_id, sealed, device, class, first_sequence, last_sequence from block where id = ?";
    }

    /** Returns whether there is such a row. */
    private boolean take(PreparedStatement select, RestoredJournal restored, String table, long id)
            throws SQLException, IOException {
        select.setLong(1, id);
        SealedRow row;
        try (var rows = select.executeQuery()) {
            if (!rows.next()) {
                return false;
            }
            var hot = table.equals("hot");
            var contents = hot ? JournalFile.bytes(rows, 4) : contents(rows).encode();
            row = new SealedRow(hot, rows.getLong(1), rows.getInt(2), contents, JournalFile.bytes(rows, 3));
        }
        if (restored.add(row) == RestoredJournal.Taken.CHANGED) {
            unreadable++;
        }
        unsavedBytes += row.size();
        unrestedBytes += row.size();
        return true;
    }

    private static Contents contents(ResultSet rows) throws SQLException {
        var key = new StreamKey(new DeviceId(rows.getString(4)), StreamClass.values()[rows.getInt(5)]);
        return Contents.of(
                new Contents.Run(key, rows.getLong(6), Math.toIntExact(rows.getLong(7) - rows.getLong(6) + 1)));
    }

    /** @param next row number at which a continuation begins */
    private void save(RestoredJournal restored, String table, long next) throws IOException {
        restored.note(NEXT + table, next);
        restored.note(UNREADABLE, unreadable);
        restored.sync();
        unsavedRows = 0;
        unsavedBytes = 0;
    }

    /** The commits of the new journal come first. */
    private void rest() throws InterruptedException {
        if (unrestedBytes > REST_BYTES) {
            unrestedBytes = 0;
            Thread.sleep(Math.min(MAX_REST_MILLIS, (System.nanoTime() - restedNanos) / 1_000_000));
            restedNanos = System.nanoTime();
        }
    }
}
