package io.mededge.edge.journal;

import io.mededge.model.fault.Decoded;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Gap;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;

/**
 * Takes from a damaged journal every block whose seal fits into a new one. There the records get new numbers, as the new journal is a new epoch; what is
 * missing between them, and what may be missing at the end, becomes gap records. The damaged file is only read.
 *
 * <p>What the region is known to have is left out. A record that the region had, but whose acknowledgement was not yet stored or is lost with the damage,
 * comes a second time under its new number: better twice than never.
 */
final class Salvage {
    /** How many row numbers without a readable row end the search where the highest cannot be asked for. */
    private static final int MAX_MISSES = 100_000;

    private final Path damaged;
    private final BlockSeal seal;
    private final BlockForm form;
    private final Map<StreamKey, SequenceSet> freed = new HashMap<>();
    private final List<StreamKey> streams = new ArrayList<>();
    private final Map<StreamKey, TreeMap<Long, Found>> foundByStream = new HashMap<>();
    private long unreadable;

    /** Where the records of a run lie. @param table block or hot */
    private record Found(String table, long id, Contents contents, Contents.Run run, long recordedMicros) {}

    /** What came of it: records and gap records in the new journal, and rows that could not be read. */
    record Outcome(long records, long gaps, long unreadable) {}

    Salvage(Path damaged, BlockSeal seal, BlockForm form) {
        this.damaged = damaged;
        this.seal = seal;
        this.form = form;
    }

    /** One transaction in the new journal. */
    Outcome into(Connection fresh, long epoch, Instant now) throws SQLException, IOException {
        try (var old = JournalFile.readOnly(damaged, new SQLiteConfig())) {
            var oldEpoch = epoch(old);
            if (oldEpoch.isEmpty()) {
                return new Outcome(0, 0, 1);
            }
            readStreams(old);
            find(old, oldEpoch.get(), "block");
            find(old, oldEpoch.get(), "hot");
            var target = new Target(fresh, epoch, now.truncatedTo(ChronoUnit.MICROS));
            streams.forEach(stream -> foundByStream.putIfAbsent(stream, new TreeMap<>()));
            var selects =
                    Map.of("block", old.prepareStatement(select("block")), "hot", old.prepareStatement(select("hot")));
            for (var stream : foundByStream.entrySet()) {
                target.write(selects, oldEpoch.get(), stream.getKey(), stream.getValue());
            }
            fresh.commit();
            return new Outcome(target.records, target.gaps, unreadable);
        } catch (SQLException hopeless) {
            fresh.rollback();
            if (Damage.isDamage(hopeless)) {
                return new Outcome(0, 0, 1);
            }
            throw hopeless;
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
                var rows = statement.executeQuery("select device, class, freed from stream")) {
            while (rows.next()) {
                var key = new StreamKey(new DeviceId(rows.getString(1)), StreamClass.values()[rows.getInt(2)]);
                streams.add(key);
                freed.put(key, SequenceSet.parse(rows.getString(3)));
            }
        } catch (SQLException | RuntimeException gone) {
            unreadable++;
        }
    }

    /** By row number, one at a time: a damaged page costs its own rows, not those behind it. */
    private void find(Connection old, long oldEpoch, String table) {
        var highest = highest(old, table);
        var misses = 0;
        for (var id = 1L; highest.isPresent() ? id <= highest.get() : misses < MAX_MISSES; ) {
            // a statement that met damage is of no use for the next row
            try (var select = old.prepareStatement(select(table))) {
                while (highest.isPresent() ? id <= highest.get() : misses < MAX_MISSES) {
                    misses = find(select, oldEpoch, table, id++) ? 0 : misses + 1;
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

    private boolean find(PreparedStatement select, long oldEpoch, String table, long id) throws SQLException {
        select.setLong(1, id);
        try (var rows = select.executeQuery()) {
            if (!rows.next()) {
                return false;
            }
            var contents = table.equals("hot") ? Contents.decode(JournalFile.bytes(rows, 4)) : contents(rows);
            var sealed = new BlockSeal.Sealed(rows.getInt(2), contents.encode(), JournalFile.bytes(rows, 3));
            if (seal.open(oldEpoch, sealed).isEmpty()) {
                unreadable++;
                return true;
            }
            for (var run : contents.runs()) {
                foundByStream
                        .computeIfAbsent(run.stream(), unseen -> new TreeMap<>())
                        .putIfAbsent(run.first(), new Found(table, id, contents, run, rows.getLong(1)));
            }
            return true;
        }
    }

    private static Contents contents(ResultSet rows) throws SQLException {
        var key = new StreamKey(new DeviceId(rows.getString(4)), StreamClass.values()[rows.getInt(5)]);
        return Contents.of(
                new Contents.Run(key, rows.getLong(6), Math.toIntExact(rows.getLong(7) - rows.getLong(6) + 1)));
    }

    /** What a row holds, opened. */
    private byte[] open(Map<String, PreparedStatement> selects, long oldEpoch, Found found) throws SQLException {
        var select = Objects.requireNonNull(selects.get(found.table()));
        select.setLong(1, found.id());
        try (var rows = select.executeQuery()) {
            rows.next();
            var sealed = new BlockSeal.Sealed(rows.getInt(2), found.contents().encode(), JournalFile.bytes(rows, 3));
            return seal.open(oldEpoch, sealed).orElseThrow();
        }
    }

    private List<Entry> entries(Found found, byte[] plain) {
        var sections = form.decode(found.contents(), plain) instanceof Decoded.Value<List<BlockForm.Section>> value
                ? value.value()
                : JournalReader.gaps(found.contents(), SectionForm.instant(found.recordedMicros()));
        return sections.stream()
                .filter(section -> section.run().equals(found.run()))
                .findFirst()
                .orElseThrow()
                .entries();
    }

    /** The new journal, stream by stream. */
    private final class Target {
        private final PreparedStatement insertBlock;
        private final PreparedStatement putStream;
        private final long epoch;
        private final Instant now;
        private long records;
        private long gaps;
        private long next;
        private Instant last = Instant.EPOCH;

        Target(Connection fresh, long epoch, Instant now) throws SQLException {
            this.insertBlock = fresh.prepareStatement(JournalFile.INSERT_BLOCK);
            this.putStream = fresh.prepareStatement(JournalFile.PUT_STREAM);
            this.epoch = epoch;
            this.now = now;
        }

        void write(Map<String, PreparedStatement> selects, long oldEpoch, StreamKey stream, TreeMap<Long, Found> found)
                throws SQLException, IOException {
            var known = freed.getOrDefault(stream, new SequenceSet());
            next = 1;
            var expected = known.contiguous() + 1;
            for (var one : found.values()) {
                var recorded = SectionForm.instant(one.recordedMicros());
                if (count(known, expected, one.run().first() - 1) < one.run().first() - expected) {
                    gap(stream, next == 1 ? recorded : last, recorded);
                }
                copy(one, known, open(selects, oldEpoch, one));
                expected = Math.max(expected, one.run().last() + 1);
                last = recorded;
            }
            // what was confirmed after the last readable block is not known: it is said that something may be missing
            gap(stream, next == 1 ? now : last, now);
            var saved = new StreamState.Saved(next - 1, SectionForm.micros(now), new SequenceSet().toMultirange());
            Housekeeping.put(putStream, stream, saved);
        }

        /** A block of one stream of which the region has nothing needs only a new seal: that is nearly all of a long backlog. */
        private void copy(Found found, SequenceSet known, byte[] plain) throws SQLException, IOException {
            var had = count(known, found.run().first(), found.run().last());
            if (had == 0 && found.contents().runs().size() == 1) {
                insert(
                        new Contents.Run(found.run().stream(), next, found.run().count()),
                        found.recordedMicros(),
                        plain);
                records += found.run().count();
                return;
            }
            var waiting = entries(found, plain).stream()
                    .filter(entry -> !known.contains(entry.sequence()))
                    .toList();
            if (!waiting.isEmpty()) {
                insert(found.run().stream(), waiting);
                records += waiting.size();
            }
        }

        private static long count(SequenceSet known, long first, long last) {
            return known.ranges().stream()
                    .mapToLong(range -> Math.max(0, Math.min(last, range.last()) - Math.max(first, range.first()) + 1))
                    .sum();
        }

        private void gap(StreamKey stream, Instant since, Instant until) throws SQLException, IOException {
            var gap = new Gap(FaultCode.JOURNAL_CORRUPT, until);
            insert(stream, List.of(new Entry(1, since.truncatedTo(ChronoUnit.MICROS), now, gap)));
            gaps++;
        }

        private void insert(StreamKey stream, List<Entry> entries) throws SQLException, IOException {
            var section = new BlockForm.Section(stream, entries);
            insert(
                    new Contents.Run(stream, next, entries.size()),
                    SectionForm.micros(entries.get(0).recorded()),
                    form.encode(section));
        }

        /** Records do not hold their numbers: the first of the run gives them. */
        private void insert(Contents.Run run, long recordedMicros, byte[] plain) throws SQLException, IOException {
            var sealed = seal.seal(epoch, Contents.of(run), plain);
            Housekeeping.insert(insertBlock, new Housekeeping.NewBlock(run, recordedMicros, sealed));
            next = run.last() + 1;
        }
    }
}
