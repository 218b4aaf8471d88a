package io.mededge.edge.journal;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * For a copy of the journal elsewhere: what was stored since the copy was last complete, in the order in which it must be copied, without a key. A copy that
 * stopped anywhere has of each stream everything up to one sequence that the region does not have. Not thread-safe.
 */
public final class SealedRows implements AutoCloseable {
    private static final int BLOCKS_AT_ONCE = 16;

    private final Connection connection;
    private final HotBlocks hot;
    private final PreparedStatement selectHot;
    private final PreparedStatement selectBlocks;

    /**
     * How far a copy is. The maps give the highest sequence of each stream.
     *
     * @param commit the last row of one commit that was copied; 0 when this run of the gateway has copied none
     * @param records that were copied in any row
     * @param blocks that were copied in rows of one stream
     */
    public record Position(long commit, Map<StreamKey, Long> records, Map<StreamKey, Long> blocks) {
        public Position {
            records = Map.copyOf(records);
            blocks = Map.copyOf(blocks);
        }

        public static Position start() {
            return new Position(0, Map.of(), Map.of());
        }
    }

    /** How far a list of a machine has been read. */
    public record MarkLine(DeviceId device, String name, long value) {}

    /** A stream as it stands now. @param freed what the region has */
    public record StreamLine(StreamKey stream, long lastSequence, long lastAtMicros, SequenceSet freed) {}

    /**
     * What is to be copied next.
     *
     * @param next where the copy is when it has these rows
     * @param complete whether it then has everything, as of the moment of the call
     * @param marks to be copied with a complete copy, with which they agree
     */
    public record Part(List<SealedRow> rows, Position next, boolean complete, List<MarkLine> marks) {}

    SealedRows(Connection connection, HotBlocks hot) throws SQLException {
        this.connection = connection;
        this.hot = hot;
        selectHot = connection.prepareStatement(
                "select id, recorded, contents, key_id, sealed from hot where id > ? order by id");
        selectBlocks = connection.prepareStatement("select first_sequence, last_sequence, recorded, key_id, sealed"
                + " from block where device = ? and class = ? and first_sequence > ? and freed is null"
                + " order by first_sequence limit " + BLOCKS_AT_ONCE);
    }

    /**
     * What comes after a position, from one state of the journal. What the region has already is left out.
     *
     * @param maxBytes about the bound of the rows; one row may exceed it
     */
    public Part after(Position position, int maxBytes) throws IOException {
        var reading = new Reading(position, maxBytes);
        try {
            execute("begin");
            try {
                reading.blocks();
                reading.commits();
                var complete = !reading.full();
                return new Part(reading.rows, reading.next(), complete, complete ? marks() : List.of());
            } finally {
                execute("commit");
            }
        } catch (SQLException failed) {
            throw new IOException("the journal cannot be read: " + failed.getMessage(), failed);
        }
    }

    /** All streams as they stand. */
    public List<StreamLine> streams() {
        var lines = new ArrayList<StreamLine>();
        hot.streams()
                .forEach((key, state) -> lines.add(new StreamLine(
                        key, state.lastSequence(), state.lastAtMicros(), SequenceSet.of(state.freed()))));
        return lines;
    }

    /** Whether the region has all of these records. */
    public boolean isFreed(SealedRow.Span span) {
        var state = hot.streams().get(span.stream());
        return state != null && state.isFreed(span.first(), span.last());
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<MarkLine> marks() throws SQLException {
        var marks = new ArrayList<MarkLine>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select device, name, value from mark")) {
            while (rows.next()) {
                marks.add(new MarkLine(new DeviceId(rows.getString(1)), rows.getString(2), rows.getLong(3)));
            }
        }
        return marks;
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException failed) {
            throw new IOException("the journal could not be closed: " + failed.getMessage(), failed);
        }
    }

    /** Blocks of all streams first: whatever they do not hold is in a commit's row of the same state. */
    private final class Reading {
        private final List<SealedRow> rows = new ArrayList<>();
        private final Map<StreamKey, Long> records;
        private final Map<StreamKey, Long> blocks;
        private final int maxBytes;
        private long commit;
        private long bytes;

        Reading(Position from, int maxBytes) {
            this.records = new HashMap<>(from.records());
            this.blocks = new HashMap<>(from.blocks());
            this.commit = from.commit();
            this.maxBytes = maxBytes;
        }

        boolean full() {
            return bytes >= maxBytes;
        }

        Position next() {
            return new Position(commit, records, blocks);
        }

        void blocks() throws SQLException {
            for (var stream : hot.streams().keySet()) {
                while (!full() && blocks(stream) == BLOCKS_AT_ONCE) {
                    // on to the next blocks of the same stream
                }
            }
        }

        private int blocks(StreamKey stream) throws SQLException {
            selectBlocks.setString(1, stream.device().value());
            selectBlocks.setInt(2, stream.streamClass().ordinal());
            selectBlocks.setLong(3, blocks.getOrDefault(stream, 0L));
            var read = 0;
            try (var found = selectBlocks.executeQuery()) {
                while (!full() && found.next()) {
                    var first = found.getLong(1);
                    var count = Math.toIntExact(found.getLong(2) - first + 1);
                    var contents =
                            Contents.of(new Contents.Run(stream, first, count)).encode();
                    take(new SealedRow(
                            false, found.getLong(3), found.getInt(4), contents, JournalFile.bytes(found, 5)));
                    read++;
                }
            }
            return read;
        }

        void commits() throws SQLException {
            selectHot.setLong(1, commit);
            try (var found = selectHot.executeQuery()) {
                while (!full() && found.next()) {
                    commit = found.getLong(1);
                    take(new SealedRow(
                            true,
                            found.getLong(2),
                            found.getInt(4),
                            JournalFile.bytes(found, 3),
                            JournalFile.bytes(found, 5)));
                }
            }
        }

        private void take(SealedRow row) {
            var wanted = false;
            for (var span : row.spans()) {
                var copied = row.ofOneCommit()
                        ? Math.max(records.getOrDefault(span.stream(), 0L), blocks.getOrDefault(span.stream(), 0L))
                        : 0;
                wanted |= span.last() > copied && !isFreed(span);
                records.merge(span.stream(), span.last(), Math::max);
                if (!row.ofOneCommit()) {
                    blocks.merge(span.stream(), span.last(), Math::max);
                }
            }
            if (wanted) {
                rows.add(row);
                bytes += row.size();
            }
        }
    }
}
