package io.mededge.edge.journal;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.telemetry.Entry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The one that writes. A call of {@link #commit} is one transaction: numbers records, seals them all into one block and stores it, moves marks; all of it or
 * nothing. Used by one thread; what it has committed can be read by any.
 */
final class JournalWriter implements AutoCloseable {
    /** Records of one stream that are stored together, and the marks of its device that move with them. @param nanos when they were offered */
    record Append(
            StreamKey key,
            List<Journal.Item> items,
            Map<String, Long> marks,
            long nanos,
            CompletableFuture<List<Entry>> durable) {}

    /** SQLite's own default, and what a disk of 1 MiB/s writes in a quarter of a second. */
    static final int CHECKPOINT_PAGES = 1_000;

    private static final int LEAST_PAGES = 64;
    /** Of the table, its inner pages and marks. */
    private static final int PAGES_PER_COMMIT = 4;

    private record MarkKey(DeviceId device, String name) {}

    private final Connection connection;
    private final BlockForm form;
    private final BlockSeal seal;
    private final long epoch;
    private final HotBlocks hot;
    private final OpenGaps gaps;
    private final DiskRoom room;
    private final InstantSource clock;
    private final Faults faults;
    private final Pace pace;
    private final Map<MarkKey, Long> marks = new ConcurrentHashMap<>();
    private final PreparedStatement insertHot;
    private final PreparedStatement putMark;
    private final PreparedStatement pageCount;
    private final PreparedStatement freePageCount;
    private long nextBlock;
    private int logPages;

    JournalWriter(
            Connection connection,
            BlockForm form,
            BlockSeal seal,
            long epoch,
            HotBlocks hot,
            OpenGaps gaps,
            DiskRoom room,
            Pace pace,
            InstantSource clock,
            Faults faults)
            throws SQLException {
        this.connection = connection;
        this.form = form;
        this.seal = seal;
        this.epoch = epoch;
        this.hot = hot;
        this.gaps = gaps;
        this.room = room;
        this.pace = pace;
        this.clock = clock;
        this.faults = faults;
        insertHot = connection.prepareStatement(JournalFile.INSERT_HOT);
        putMark = connection.prepareStatement("insert or replace into mark(device, name, value) values (?, ?, ?)");
        pageCount = connection.prepareStatement("pragma page_count");
        freePageCount = connection.prepareStatement("pragma freelist_count");
        nextBlock = hot.oldestFirst().stream().mapToLong(HotBlock::id).max().orElse(0) + 1;
        loadMarks();
        lookForRoom();
        connection.commit();
    }

    OptionalLong mark(DeviceId device, String name) {
        var value = marks.get(new MarkKey(device, name));
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /**
     * Stores what there is room for and tells every append's future. The listener hears of each entry before its future completes.
     *
     * @return the fault if nothing could be stored
     */
    Optional<FaultCode> commit(List<Append> appends, Journal.Listener listener) {
        try {
            return attempt(appends, true, listener);
        } catch (SQLException full) {
            rollBack();
            if (Damage.faultOf(full) != FaultCode.JOURNAL_FULL) {
                return failed(appends, Damage.faultOf(full), full);
            }
            room.diskFull();
        } catch (IOException noKey) {
            rollBack();
            return failed(appends, FaultCode.JOURNAL_WRITE_FAILED, noKey);
        }
        try {
            // with the reserve given up there is room for events and for saying what is missing
            return attempt(appends, false, listener);
        } catch (SQLException | IOException failed) {
            rollBack();
            return failed(
                    appends,
                    failed instanceof SQLException sql ? Damage.faultOf(sql) : FaultCode.JOURNAL_WRITE_FAILED,
                    failed);
        }
    }

    private Optional<FaultCode> attempt(List<Append> appends, boolean samples, Journal.Listener listener)
            throws SQLException, IOException {
        lookForRoom();
        var group = new CommitGroup(hot, gaps, clock);
        group.add(appends, samples && room.admitsSamples(), room.admitsEvents());
        for (var stored : group.stored()) {
            save(stored.append());
        }
        var sections = group.sections();
        @Nullable HotBlock block = sections.isEmpty() ? null : insert(group, sections);
        var begun = System.nanoTime();
        connection.commit();
        pace.took(System.nanoTime() - begun);
        logPages += PAGES_PER_COMMIT + (block == null ? 0 : block.bytes() / JournalFile.PAGE_BYTES);
        if (block != null) {
            nextBlock++;
            hot.add(
                    block,
                    sections.stream()
                            .mapToLong(section -> SectionForm.micros(section.entries()
                                    .get(section.entries().size() - 1)
                                    .at()))
                            .toArray());
        }
        tell(group, listener);
        return Optional.empty();
    }

    /**
     * Brings what was committed from the log into the database, when there is enough of it. To be called while no event waits: SQLite alone would do it within
     * some commit, be it that of an event.
     *
     * @param otherPages about what others have written to the log since the last call
     */
    void checkpoint(int otherPages) {
        logPages += otherPages;
        if (logPages < pace.share(CHECKPOINT_PAGES, LEAST_PAGES)) {
            return;
        }
        logPages = 0;
        var begun = System.nanoTime();
        try {
            // between two transactions: within one the log could not begin anew
            connection.setAutoCommit(true);
            try (var statement = connection.createStatement()) {
                statement.execute("pragma wal_checkpoint(passive)");
            } finally {
                connection.setAutoCommit(false);
            }
        } catch (SQLException failed) {
            faults.report(Damage.faultOf(failed), "a checkpoint failed: " + failed.getMessage());
            rollBack();
        }
        pace.took(System.nanoTime() - begun);
    }

    private HotBlock insert(CommitGroup group, List<BlockForm.Section> sections) throws SQLException, IOException {
        var contents =
                new Contents(sections.stream().map(BlockForm.Section::run).toList());
        var sealed = seal.seal(epoch, contents, form.encodeHot(sections));
        var recorded = SectionForm.micros(group.now());
        insertHot.setLong(1, nextBlock);
        insertHot.setLong(2, recorded);
        insertHot.setBytes(3, sealed.contents());
        insertHot.setInt(4, sealed.key());
        insertHot.setBytes(5, sealed.bytes());
        insertHot.executeUpdate();
        return new HotBlock(nextBlock, recorded, System.nanoTime(), sealed.bytes().length, contents);
    }

    private void save(Append append) throws SQLException {
        for (var mark : append.marks().entrySet()) {
            putMark.setString(1, append.key().device().value());
            putMark.setString(2, mark.getKey());
            putMark.setLong(3, mark.getValue());
            putMark.executeUpdate();
        }
    }

    private void tell(CommitGroup group, Journal.Listener listener) {
        group.storedGaps().forEach(gaps::stored);
        group.told().forEach(told -> listener.committed(told.stream(), told.entry()));
        listener.told();
        for (var one : group.stored()) {
            var device = one.append().key().device();
            one.append().marks().forEach((name, value) -> marks.put(new MarkKey(device, name), value));
            one.append().durable().complete(one.entries());
        }
        for (var append : group.refused()) {
            faults.report(FaultCode.JOURNAL_FULL, room.describe());
            append.durable().completeExceptionally(new JournalRefused(FaultCode.JOURNAL_FULL, room.describe()));
        }
    }

    private Optional<FaultCode> failed(List<Append> appends, FaultCode fault, Exception why) {
        faults.report(fault, "a transaction of " + appends.size() + " appends failed: " + why.getMessage());
        var refusal = new JournalRefused(fault, "the transaction failed");
        for (var append : appends) {
            CommitGroup.noteGap(append, fault, gaps);
            append.durable().completeExceptionally(refusal);
        }
        return Optional.of(fault);
    }

    /** Without a commit nobody would see that there is room again. */
    void look() {
        try {
            lookForRoom();
            connection.commit();
        } catch (SQLException failed) {
            faults.report(Damage.faultOf(failed), "looking for room failed: " + failed.getMessage());
            rollBack();
        }
    }

    private void lookForRoom() throws SQLException {
        var free = number(freePageCount);
        room.look(number(pageCount) - free, free);
    }

    private static long number(PreparedStatement pragma) throws SQLException {
        try (var rows = pragma.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void loadMarks() throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select device, name, value from mark")) {
            while (rows.next()) {
                marks.put(new MarkKey(new DeviceId(rows.getString(1)), rows.getString(2)), rows.getLong(3));
            }
        }
    }

    private void rollBack() {
        JournalFile.rollBack(connection, faults);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
