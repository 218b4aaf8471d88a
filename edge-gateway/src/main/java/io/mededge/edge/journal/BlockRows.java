package io.mededge.edge.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Sealed blocks as they are stored, read beside the writer in a connection of its own. Not thread-safe. */
final class BlockRows implements AutoCloseable {
    private final Connection connection;
    private final PreparedStatement selectBlocks;
    private final PreparedStatement selectHot;
    private final PreparedStatement selectRecorded;

    /** @param id of the table block; negative: of the table hot */
    record Row(long id, long recordedMicros, BlockSeal.Sealed sealed) {}

    BlockRows(Connection connection) throws SQLException {
        this.connection = connection;
        selectBlocks = connection.prepareStatement("select id, recorded, first_sequence, last_sequence, key_id, sealed"
                + " from block where device = ? and class = ? and first_sequence > ? and first_sequence <= ?"
                + " and last_sequence >= ? order by first_sequence limit ?");
        selectHot = connection.prepareStatement("select id, recorded, contents, key_id, sealed from hot where id = ?");
        selectRecorded = connection.prepareStatement("select recorded from block where device = ? and class = ?"
                + " and first_sequence <= ? order by first_sequence desc limit 1");
    }

    /** Blocks of the stream that hold any of these sequences, ascending. */
    List<Row> blocks(StreamKey stream, long first, long last, int maxBlocks) throws SQLException {
        selectBlocks.setString(1, stream.device().value());
        selectBlocks.setInt(2, stream.streamClass().ordinal());
        // a block that starts further back than this cannot reach the first
        selectBlocks.setLong(3, first - BlockForm.MAX_ENTRIES);
        selectBlocks.setLong(4, last);
        selectBlocks.setLong(5, first);
        selectBlocks.setInt(6, maxBlocks);
        var found = new ArrayList<Row>();
        try (var rows = selectBlocks.executeQuery()) {
            while (rows.next()) {
                found.add(block(stream, rows));
            }
        }
        return found;
    }

    private static Row block(StreamKey stream, ResultSet rows) throws SQLException {
        var first = rows.getLong(3);
        var run = new Contents.Run(stream, first, Math.toIntExact(rows.getLong(4) - first + 1));
        var contents = Contents.of(run).encode();
        return new Row(
                rows.getLong(1),
                rows.getLong(2),
                new BlockSeal.Sealed(rows.getInt(5), contents, JournalFile.bytes(rows, 6)));
    }

    /** Empty if it was written again or deleted a moment ago. */
    Optional<Row> hot(long id) throws SQLException {
        selectHot.setLong(1, id);
        try (var rows = selectHot.executeQuery()) {
            return rows.next()
                    ? Optional.of(new Row(
                            -rows.getLong(1),
                            rows.getLong(2),
                            new BlockSeal.Sealed(
                                    rows.getInt(4), JournalFile.bytes(rows, 3), JournalFile.bytes(rows, 5))))
                    : Optional.empty();
        }
    }

    /** When the block was recorded that holds the sequence, microseconds since 1970. */
    OptionalLong recordedMicros(StreamKey stream, long sequence) throws SQLException {
        selectRecorded.setString(1, stream.device().value());
        selectRecorded.setInt(2, stream.streamClass().ordinal());
        selectRecorded.setLong(3, sequence);
        try (var rows = selectRecorded.executeQuery()) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
