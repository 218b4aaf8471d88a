package io.mededge.edge.journal;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The one that writes. A call of {@link #commit} is one transaction: numbers and stores records, deletes acknowledged ones, moves marks; all of it or
 * nothing. Used by one thread; what it has committed can be read by any.
 */
final class JournalWriter implements AutoCloseable {
    /** Bound of the rows that one transaction deletes, so that a long backlog's acknowledgement never delays an append. */
    static final int MAX_DELETES = 2_000;

    private static final int RESERVED_PARTS = 10;

    /** Records of one stream that are stored together, and the mark that moves with them. */
    record Append(
            StreamKey key,
            List<Journal.Item> items,
            @Nullable Mark mark,
            CompletableFuture<List<Entry>> durable) {}

    record Mark(String name, long value) {}

    private record MarkKey(DeviceId device, String name) {}

    /** @param id short for the stream inside this database */
    record StreamRow(int id, long lastSequence, long lastAtMicros, long entries) {}

    private record Stored(Append append, List<Entry> entries) {}

    private final Connection connection;
    private final EntryForm form;
    private final MetricDictionary metrics;
    private final InstantSource clock;
    private final Faults faults;
    private final long maxBytes;
    private final Map<StreamKey, StreamRow> streams = new ConcurrentHashMap<>();
    private final Map<MarkKey, Long> marks = new ConcurrentHashMap<>();
    private final PreparedStatement insertEntry;
    private final PreparedStatement insertMetric;
    private final PreparedStatement putStream;
    private final PreparedStatement putMark;
    private final PreparedStatement deleteEntries;
    private volatile long usedBytes;

    JournalWriter(
            Connection connection,
            EntryForm form,
            MetricDictionary metrics,
            InstantSource clock,
            Faults faults,
            long maxBytes)
            throws SQLException {
        this.connection = connection;
        this.form = form;
        this.metrics = metrics;
        this.clock = clock;
        this.faults = faults;
        this.maxBytes = maxBytes;
        insertEntry = connection.prepareStatement(
                "insert into entry(stream, sequence, at, recorded, body) values (?, ?, ?, ?, ?)");
        insertMetric = connection.prepareStatement("insert into metric(id, name) values (?, ?)");
        putStream = connection.prepareStatement(
                "insert into stream(id, device, class, last_sequence, last_at, entries) values (?, ?, ?, ?, ?, ?)"
                        + " on conflict(id) do update set last_sequence = excluded.last_sequence, last_at = excluded.last_at, entries = excluded.entries");
        putMark = connection.prepareStatement("insert or replace into mark(device, name, value) values (?, ?, ?)");
        deleteEntries = connection.prepareStatement("delete from entry where stream = ? and sequence between ? and ?");
        load();
    }

    Map<StreamKey, StreamRow> streams() {
        return streams;
    }

    OptionalLong mark(DeviceId device, String name) {
        var value = marks.get(new MarkKey(device, name));
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /** Pages in use, bytes; what is deleted can be used again. */
    long usedBytes() {
        return usedBytes;
    }

    /**
     * Stores what there is room for, deletes up to {@link #MAX_DELETES} rows, and tells every append's future. The listener hears of each entry before
     * its future completes.
     *
     * @return the fault if the transaction failed; then nothing was stored and nothing deleted
     */
    Optional<FaultCode> commit(List<Append> appends, AcknowledgedRanges acknowledged, Journal.Listener listener) {
        var changed = new HashMap<StreamKey, StreamRow>();
        var stored = new ArrayList<Stored>(appends.size());
        var refused = new ArrayList<Append>();
        var taken = acknowledged.take(MAX_DELETES);
        try {
            usedBytes = readUsedBytes();
            for (var append : appends) {
                if (hasRoomFor(append)) {
                    stored.add(new Stored(append, insert(append, changed)));
                } else {
                    refused.add(append);
                }
            }
            for (var ranges : taken.entrySet()) {
                delete(ranges.getKey(), ranges.getValue(), changed);
            }
            saveMetrics();
            for (var row : changed.entrySet()) {
                save(row.getKey(), row.getValue());
            }
            connection.commit();
        } catch (SQLException failed) {
            rollBack();
            taken.forEach(acknowledged::add);
            var fault = Damage.faultOf(failed);
            faults.report(fault, "a transaction of " + appends.size() + " appends failed: " + failed.getMessage());
            var refusal = new JournalRefused(fault, "the transaction failed");
            appends.forEach(append -> append.durable().completeExceptionally(refusal));
            return Optional.of(fault);
        }
        metrics.saved();
        streams.putAll(changed);
        tell(stored, refused, listener);
        return Optional.empty();
    }

    private void tell(List<Stored> stored, List<Append> refused, Journal.Listener listener) {
        for (var one : stored) {
            var mark = one.append().mark();
            if (mark != null) {
                marks.put(new MarkKey(one.append().key().device(), mark.name()), mark.value());
            }
            one.entries().forEach(entry -> listener.committed(one.append().key(), entry));
            one.append().durable().complete(one.entries());
        }
        for (var append : refused) {
            faults.report(FaultCode.JOURNAL_FULL, usedBytes + " of " + maxBytes + " bytes are in use");
            append.durable()
                    .completeExceptionally(
                            new JournalRefused(FaultCode.JOURNAL_FULL, "the journal's bound is reached"));
        }
    }

    /** Samples leave the last tenth to events and to the records of gaps. */
    private boolean hasRoomFor(Append append) {
        var hasSample = append.items().stream().anyMatch(item -> item.body() instanceof Sample);
        return hasSample ? !isFull() : usedBytes < maxBytes;
    }

    /** Whether samples are refused. */
    boolean isFull() {
        return usedBytes >= maxBytes - maxBytes / RESERVED_PARTS;
    }

    private List<Entry> insert(Append append, Map<StreamKey, StreamRow> changed) throws SQLException {
        var row = row(append.key(), changed);
        var entries = new ArrayList<Entry>(append.items().size());
        for (var item : append.items()) {
            var entry = entry(row.lastSequence() + 1, item.at(), item.body());
            var at = micros(entry.at());
            insertEntry.setInt(1, row.id());
            insertEntry.setLong(2, entry.sequence());
            insertEntry.setLong(3, at);
            insertEntry.setLong(4, micros(entry.recorded()));
            insertEntry.setBytes(5, form.encode(append.key(), entry));
            insertEntry.executeUpdate();
            row = new StreamRow(row.id(), entry.sequence(), at, row.entries() + 1);
            entries.add(entry);
        }
        changed.put(append.key(), row);
        var mark = append.mark();
        if (mark != null) {
            putMark.setString(1, append.key().device().value());
            putMark.setString(2, mark.name());
            putMark.setLong(3, mark.value());
            putMark.executeUpdate();
        }
        return entries;
    }

    private Entry entry(long sequence, Instant at, RegionBound body) {
        return new Entry(
                sequence, at.truncatedTo(ChronoUnit.MICROS), clock.instant().truncatedTo(ChronoUnit.MICROS), body);
    }

    private void delete(StreamKey key, SequenceSet ranges, Map<StreamKey, StreamRow> changed) throws SQLException {
        var row = row(key, changed);
        var deleted = 0;
        for (var range : ranges.ranges()) {
            deleteEntries.setInt(1, row.id());
            deleteEntries.setLong(2, range.first());
            deleteEntries.setLong(3, range.last());
            deleted += deleteEntries.executeUpdate();
        }
        changed.put(key, new StreamRow(row.id(), row.lastSequence(), row.lastAtMicros(), row.entries() - deleted));
    }

    private StreamRow row(StreamKey key, Map<StreamKey, StreamRow> changed) {
        var row = changed.get(key);
        if (row == null) {
            row = streams.get(key);
        }
        if (row == null) {
            var added = (int) changed.keySet().stream()
                    .filter(other -> !streams.containsKey(other))
                    .count();
            row = new StreamRow(streams.size() + added + 1, 0, 0, 0);
        }
        return row;
    }

    private void save(StreamKey key, StreamRow row) throws SQLException {
        putStream.setInt(1, row.id());
        putStream.setString(2, key.device().value());
        putStream.setInt(3, key.streamClass().ordinal());
        putStream.setLong(4, row.lastSequence());
        putStream.setLong(5, row.lastAtMicros());
        putStream.setLong(6, row.entries());
        putStream.executeUpdate();
    }

    private void saveMetrics() throws SQLException {
        for (var metric : metrics.unsaved()) {
            insertMetric.setInt(1, metrics.numberOf(metric));
            insertMetric.setString(2, metric.value());
            insertMetric.executeUpdate();
        }
    }

    private long readUsedBytes() throws SQLException {
        try (var statement = connection.createStatement()) {
            return (pragma(statement, "page_count") - pragma(statement, "freelist_count")) * JournalFile.PAGE_BYTES;
        }
    }

    private static long pragma(Statement statement, String name) throws SQLException {
        try (var rows = statement.executeQuery("pragma " + name)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void load() throws SQLException {
        try (var statement = connection.createStatement()) {
            try (var rows =
                    statement.executeQuery("select id, device, class, last_sequence, last_at, entries from stream")) {
                while (rows.next()) {
                    var key = new StreamKey(new DeviceId(rows.getString(2)), StreamClass.values()[rows.getInt(3)]);
                    streams.put(key, new StreamRow(rows.getInt(1), rows.getLong(4), rows.getLong(5), rows.getLong(6)));
                }
            }
            try (var rows = statement.executeQuery("select id, name from metric")) {
                while (rows.next()) {
                    metrics.load(rows.getInt(1), new MetricId(rows.getString(2)));
                }
            }
            try (var rows = statement.executeQuery("select device, name, value from mark")) {
                while (rows.next()) {
                    marks.put(new MarkKey(new DeviceId(rows.getString(1)), rows.getString(2)), rows.getLong(3));
                }
            }
        }
        usedBytes = readUsedBytes();
        connection.commit();
    }

    private void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException failed) {
            faults.report(FaultCode.JOURNAL_WRITE_FAILED, "the rollback failed: " + failed.getMessage());
        }
    }

    static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
