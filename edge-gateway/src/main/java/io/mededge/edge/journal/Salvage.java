package io.mededge.edge.journal;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * Takes from a damaged journal every row whose seal fits and makes of them a journal of that epoch, whose records keep their numbers: the region drops what it
 * has already. Numbers that are missing between become gap records. Goes on beside the new journal and leaves it at least half of the disk's time; one that was
 * killed on the way begins again. The damaged file is only read.
 */
final class Salvage {
    /** How many row numbers without a readable row end the search where the highest cannot be asked for. */
    private static final int MAX_MISSES = 100_000;

    /** Bound of the gap records; what is missing beyond is told by the one gap record of its stream in the new epoch. */
    private static final long MAX_GAPS = 100_000;

    /** After as many bytes it lets the disk rest as long as they took. */
    private static final int REST_BYTES = 4 << 20;

    private static final long MAX_REST_MILLIS = 2_000;
    private static final String HALF = "salvage-";

    private final Path folder;
    private final Path damaged;
    private final Place place;
    private final DeviceId gateway;
    private final List<SealedRows.StreamLine> streams = new ArrayList<>();
    private boolean streamsKnown;
    private long unreadable;
    private int unsynced;
    private long restedNanos = System.nanoTime();

    /**
     * What came of it.
     *
     * @param unreadable rows that could not be read
     * @param since for each stream from when on records may be missing, microseconds since 1970
     */
    record Outcome(long records, long gaps, long unreadable, Map<StreamKey, Long> since) {}

    /** @param folder of the new journal, whose keys are the old one's as well */
    Salvage(Path folder, Path damaged, Place place, DeviceId gateway) {
        this.folder = folder;
        this.damaged = damaged;
        this.place = place;
        this.gateway = gateway;
    }

    /** @throws InterruptedException if it is to stop; it begins again with the next start */
    Outcome run() throws SQLException, IOException, InterruptedException {
        try (var old = JournalFile.readOnly(damaged, new SQLiteConfig())) {
            var epoch = epoch(old);
            if (epoch.isEmpty() || Files.exists(Journal.former(folder, epoch.get()))) {
                return new Outcome(0, 0, epoch.isEmpty() ? 1 : 0, Map.of());
            }
            var half = folder.resolve(HALF + Long.toHexString(epoch.get()));
            clear(half);
            Files.createDirectories(half);
            Files.copy(folder.resolve(BlockKeys.NAME), half.resolve(BlockKeys.NAME));
            readStreams(old);
            var outcome = copy(old, half, epoch.get());
            Files.move(half, Journal.former(folder, epoch.get()));
            BlockKeys.sync(folder);
            return outcome;
        } catch (SQLException hopeless) {
            if (Damage.isDamage(hopeless)) {
                return new Outcome(0, 0, 1, Map.of());
            }
            throw hopeless;
        }
    }

    /** There is nothing more to take from it. */
    void done() throws IOException {
        JournalFile.salvaged(damaged);
    }

    private static void clear(Path half) throws IOException {
        if (Files.exists(half)) {
            try (var files = Files.walk(half)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private Outcome copy(Connection old, Path half, long epoch) throws SQLException, IOException, InterruptedException {
        var freed = new HashMap<StreamKey, SequenceSet>();
        streams.forEach(line -> freed.put(line.stream(), line.freed()));
        try (var restored = new RestoredJournal(half, epoch)) {
            restored.recordGaps(freed, streamsKnown, new BlockForm(place, gateway, epoch), MAX_GAPS);
            find(old, restored, "block");
            find(old, restored, "hot");
            var lines = new HashMap<StreamKey, SealedRows.StreamLine>();
            restored.recordedMicros()
                    .forEach((stream, micros) ->
                            lines.put(stream, new SealedRows.StreamLine(stream, 0, micros, new SequenceSet())));
            streams.forEach(line -> lines.put(line.stream(), line));
            restored.streams(List.copyOf(lines.values()));
            var since = new HashMap<StreamKey, Long>();
            lines.forEach((stream, line) ->
                    since.put(stream, restored.recordedMicros().getOrDefault(stream, line.lastAtMicros())));
            return new Outcome(restored.records(), restored.gaps(), unreadable, since);
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
            unreadable++;
        }
    }

    /** By row number, one at a time: a damaged page costs its own rows, not those behind it. */
    private void find(Connection old, RestoredJournal restored, String table) throws IOException, InterruptedException {
        var highest = highest(old, table);
        var misses = 0;
        for (var id = 1L; highest.isPresent() ? id <= highest.get() : misses < MAX_MISSES; ) {
            // a statement that met damage is of no use for the next row
            try (var select = old.prepareStatement(select(table))) {
                while (highest.isPresent() ? id <= highest.get() : misses < MAX_MISSES) {
                    misses = take(select, restored, table, id++) ? 0 : misses + 1;
                }
            } catch (SQLException | RuntimeException gone) {
                unreadable++;
                misses++;
            }
        }
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
            throws SQLException, IOException, InterruptedException {
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
        unsynced += row.size();
        if (unsynced > REST_BYTES) {
            rest(restored);
        }
        return true;
    }

    private static Contents contents(ResultSet rows) throws SQLException {
        var key = new StreamKey(new DeviceId(rows.getString(4)), StreamClass.values()[rows.getInt(5)]);
        return Contents.of(
                new Contents.Run(key, rows.getLong(6), Math.toIntExact(rows.getLong(7) - rows.getLong(6) + 1)));
    }

    /** Else one large sync at the end would hold up every commit of the new journal. */
    private void rest(RestoredJournal restored) throws IOException, InterruptedException {
        restored.sync();
        unsynced = 0;
        Thread.sleep(Math.min(MAX_REST_MILLIS, (System.nanoTime() - restedNanos) / 1_000_000));
        restedNanos = System.nanoTime();
    }
}
