package io.mededge.edge.journal;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the writer does between commits, in transactions of its own: puts blocks of one stream in the place of hot ones, deletes what the region has and the
 * policy no longer keeps, and notes how far each stream is. Used by the writer's thread.
 */
final class Housekeeping {
    /** Bound of the rows that one transaction deletes, so that a long backlog's acknowledgement never delays an append. */
    static final int MAX_DELETES = 2_000;

    /** About what a block costs in the log, with its places in the indexes. */
    static final int PAGES_PER_BLOCK = 3;

    private final Connection connection;
    private final HotBlocks hot;
    private final DiskRoom room;
    private final Duration retain;
    private final InstantSource clock;
    private final Faults faults;
    private final Set<Long> unreadable;
    private final PreparedStatement insertBlock;
    private final PreparedStatement keepHot;
    private final PreparedStatement keepBlocks;
    private final PreparedStatement deleteHot;
    private final PreparedStatement deleteBlocks;
    private final PreparedStatement markFreed;
    private final PreparedStatement deleteExpired;
    private final PreparedStatement deleteOldestFreed;
    private final PreparedStatement putStream;
    /** What the transaction under way will store of the streams. */
    private final Map<StreamKey, StreamState.Saved> pending = new LinkedHashMap<>();

    /** Blocks of one stream each, and the hot ones whose records they hold. @param lost of those hot ones, which could not be opened */
    record Reseal(List<HotBlock> replaced, List<NewBlock> blocks, List<Long> lost) {}

    record NewBlock(Contents.Run run, long recordedMicros, BlockSeal.Sealed sealed) {}

    Housekeeping(
            Connection connection,
            HotBlocks hot,
            DiskRoom room,
            Duration retain,
            InstantSource clock,
            Faults faults,
            Set<Long> unreadable)
            throws SQLException {
        this.connection = connection;
        this.hot = hot;
        this.room = room;
        this.retain = retain;
        this.clock = clock;
        this.faults = faults;
        this.unreadable = unreadable;
        insertBlock = connection.prepareStatement(JournalFile.INSERT_BLOCK);
        keepHot = connection.prepareStatement("insert into damaged(contents, key_id, sealed)"
                + " select contents, key_id, sealed from hot where id = ?");
        keepBlocks = connection.prepareStatement("insert into damaged(contents, key_id, sealed)"
                + " select cast(device || '/' || class || '/' || first_sequence || '/' || last_sequence as blob), key_id, sealed"
                + " from block where id = ?");
        deleteHot = connection.prepareStatement("delete from hot where id between ? and ?");
        var ofRange = "device = ? and class = ? and first_sequence between ? and ? and last_sequence <= ?";
        deleteBlocks = connection.prepareStatement(
                "delete from block where id in (select id from block where " + ofRange + " limit ?)");
        markFreed = connection.prepareStatement("update block set freed = ? where id in (select id from block where "
                + ofRange + " and freed is null limit ?)");
        deleteExpired = connection.prepareStatement("delete from block where id in"
                + " (select id from block where freed is not null and (freed < ? or freed > ?) limit ?)");
        deleteOldestFreed = connection.prepareStatement("delete from block where id in"
                + " (select id from block where freed is not null order by freed limit ?)");
        putStream = connection.prepareStatement(JournalFile.PUT_STREAM);
    }

    /** @return whether it was done; if not, nothing of it was */
    boolean apply(Reseal reseal) {
        return inTransaction("writing blocks again", saved -> {
            for (var block : reseal.blocks()) {
                insert(insertBlock, block);
            }
            for (var id : reseal.lost()) {
                keepHot.setLong(1, id);
                keepHot.executeUpdate();
            }
            deleteHot(reseal.replaced());
            save(reseal.replaced(), saved);
            return reseal.replaced();
        });
    }

    static void insert(PreparedStatement insertBlock, NewBlock block) throws SQLException {
        insertBlock.setString(1, block.run().stream().device().value());
        insertBlock.setInt(2, block.run().stream().streamClass().ordinal());
        insertBlock.setLong(3, block.run().first());
        insertBlock.setLong(4, block.run().last());
        insertBlock.setLong(5, block.recordedMicros());
        insertBlock.setInt(6, block.sealed().key());
        insertBlock.setBytes(7, block.sealed().bytes());
        insertBlock.executeUpdate();
    }

    /** Deletes, up to {@link #MAX_DELETES} rows of each kind. Cheap when nothing was acknowledged since the last time. */
    void sweep() {
        var unswept = new LinkedHashMap<StreamKey, StreamState>();
        for (var stream : hot.streams().entrySet()) {
            if (stream.getValue().takeUnswept()) {
                unswept.put(stream.getKey(), stream.getValue());
            }
        }
        if (unswept.isEmpty() && retain.isZero()) {
            return;
        }
        var kept = unreadable.stream().filter(id -> id > 0).toList();
        var done = inTransaction("deleting", saved -> {
            var freedHot = retain.isZero() ? freedHot(unswept.keySet()) : List.<HotBlock>of();
            deleteHot(freedHot);
            for (var id : kept) {
                keepBlocks.setLong(1, id);
                keepBlocks.executeUpdate();
            }
            for (var stream : unswept.entrySet()) {
                sweep(stream.getKey(), stream.getValue());
            }
            expire();
            unswept.forEach((key, state) -> putIfUnsaved(key, state, saved));
            save(freedHot, saved);
            return freedHot;
        });
        if (done) {
            unreadable.removeAll(kept);
        } else {
            unswept.values().forEach(StreamState::sweepAgain);
        }
    }

    private List<HotBlock> freedHot(Set<StreamKey> touched) {
        var freed = new ArrayList<HotBlock>();
        for (var block : hot.oldestFirst()) {
            var runs = block.contents().runs();
            if (freed.size() < MAX_DELETES
                    && runs.stream().anyMatch(run -> touched.contains(run.stream()))
                    && hot.isFreed(block)
                    && !unreadable.contains(-block.id())) {
                freed.add(block);
            }
        }
        if (freed.size() == MAX_DELETES) {
            touched.forEach(key -> hot.stream(key).sweepAgain());
        }
        return freed;
    }

    private void deleteHot(List<HotBlock> blocks) throws SQLException {
        for (var from = 0; from < blocks.size(); ) {
            var to = from;
            while (to + 1 < blocks.size()
                    && blocks.get(to + 1).id() == blocks.get(to).id() + 1) {
                to++;
            }
            deleteHot.setLong(1, blocks.get(from).id());
            deleteHot.setLong(2, blocks.get(to).id());
            deleteHot.executeUpdate();
            from = to + 1;
        }
    }

    private void sweep(StreamKey stream, StreamState state) throws SQLException {
        var statement = retain.isZero() ? deleteBlocks : markFreed;
        for (var range : state.freed()) {
            var parameter = 1;
            if (!retain.isZero()) {
                statement.setLong(parameter++, SectionForm.micros(clock.instant()));
            }
            statement.setString(parameter++, stream.device().value());
            statement.setInt(parameter++, stream.streamClass().ordinal());
            statement.setLong(parameter++, range.first());
            statement.setLong(parameter++, range.last());
            statement.setLong(parameter++, range.last());
            statement.setInt(parameter, MAX_DELETES);
            if (statement.executeUpdate() == MAX_DELETES) {
                state.sweepAgain();
            }
        }
    }

    /** A clock that jumped back leaves times of acknowledgement in the future: these count as expired, as the region has the records. */
    private void expire() throws SQLException {
        if (retain.isZero()) {
            return;
        }
        var now = SectionForm.micros(clock.instant());
        deleteExpired.setLong(1, now - retain.toNanos() / 1_000);
        deleteExpired.setLong(2, now + retain.toNanos() / 1_000);
        deleteExpired.setInt(3, MAX_DELETES);
        deleteExpired.executeUpdate();
        if (room.isGettingFull()) {
            deleteOldestFreed.setInt(1, MAX_DELETES);
            deleteOldestFreed.executeUpdate();
        }
    }

    /** With the last hot row of a stream would go the only trace of how far it has counted. */
    private void save(List<HotBlock> removed, Map<StreamKey, StreamState> saved) {
        for (var block : removed) {
            block.contents().runs().forEach(run -> putIfUnsaved(run.stream(), hot.stream(run.stream()), saved));
        }
    }

    private void putIfUnsaved(StreamKey key, StreamState state, Map<StreamKey, StreamState> saved) {
        if (state.isUnsaved() && saved.putIfAbsent(key, state) == null) {
            pending.put(key, state.save());
        }
    }

    @FunctionalInterface
    private interface Work {
        /** @return the hot blocks that are gone with the commit; streams that were noted are put into the map */
        List<HotBlock> run(Map<StreamKey, StreamState> saved) throws SQLException;
    }

    private boolean inTransaction(String what, Work work) {
        var saved = new LinkedHashMap<StreamKey, StreamState>();
        pending.clear();
        try {
            var removed = work.run(saved);
            for (var stream : pending.entrySet()) {
                put(putStream, stream.getKey(), stream.getValue());
            }
            connection.commit();
            hot.remove(removed);
            return true;
        } catch (SQLException failed) {
            saved.values().forEach(StreamState::saveAgain);
            var fault = Damage.faultOf(failed);
            if (fault == FaultCode.JOURNAL_FULL) {
                room.diskFull();
            }
            faults.report(fault, what + " failed: " + failed.getMessage());
            JournalFile.rollBack(connection, faults);
            return false;
        }
    }

    static void put(PreparedStatement putStream, StreamKey key, StreamState.Saved saved) throws SQLException {
        putStream.setString(1, key.device().value());
        putStream.setInt(2, key.streamClass().ordinal());
        putStream.setLong(3, saved.lastSequence());
        putStream.setLong(4, saved.lastAtMicros());
        putStream.setString(5, saved.freed());
        putStream.executeUpdate();
    }
}
