package io.mededge.edge.journal;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/** From a folder to a journal that takes records: keys, database, and what every stream has counted to. */
final class JournalStart {
    private final Path folder;
    private final Place place;
    private final DeviceId gateway;
    private final JournalConfig config;
    private final InstantSource clock;
    private final Faults faults;

    /** Everything that an open journal works with. */
    record Parts(
            FolderLock lock,
            JournalFile file,
            long epoch,
            Optional<Path> setAside,
            HotBlocks hot,
            OpenGaps gaps,
            DiskRoom room,
            JournalWriter writer,
            Housekeeping housekeeping,
            JournalReader reader,
            BlockRows resealerRows,
            Resealer resealer) {
        void close() throws SQLException, IOException {
            try (lock) {
                reader.close();
                resealerRows.close();
                writer.close();
            }
        }
    }

    JournalStart(Path folder, Place place, DeviceId gateway, JournalConfig config, InstantSource clock, Faults faults) {
        this.folder = folder;
        this.place = place;
        this.gateway = gateway;
        this.config = config;
        this.clock = clock;
        this.faults = faults;
    }

    Journal open() throws IOException, SQLException {
        var lock = FolderLock.take(folder);
        try {
            return open(lock);
        } catch (IOException | SQLException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private Journal open(FolderLock lock) throws IOException, SQLException {
        var file = new JournalFile(folder, config);
        var keysExist = BlockKeys.exist(folder);
        var keys = new BlockKeys(folder);
        var opened = file.open(keysExist);
        try {
            return assemble(lock, file, keys, opened);
        } catch (IOException | SQLException | RuntimeException failed) {
            opened.connection().close();
            throw failed;
        }
    }

    private Journal assemble(FolderLock lock, JournalFile file, BlockKeys keys, JournalFile.Opened opened)
            throws IOException, SQLException {
        var damaged = file.unsalvaged();
        damaged.forEach(kept -> faults.report(FaultCode.JOURNAL_CORRUPT, "kept as " + kept));
        var hot = load(opened.connection());
        var gaps = new OpenGaps();
        var room = new DiskRoom(folder, config.maxBytes(), config.reserveBytes());
        var epoch = opened.epoch();
        var pace = new Pace();
        var writer = new JournalWriter(
                opened.connection(), form(epoch), new BlockSeal(keys), epoch, hot, gaps, room, pace, clock, faults);
        var reader = new JournalReader(
                new BlockRows(file.openReader()), new BlockSeal(keys), form(epoch), epoch, hot, faults);
        var rows = new BlockRows(file.openReader());
        var keepFreed = !config.retainAcknowledged().isZero();
        var resealer = new Resealer(rows, new BlockSeal(keys), form(epoch), epoch, hot, pace, keepFreed);
        var housekeeping = new Housekeeping(
                opened.connection(), hot, room, config.retainAcknowledged(), clock, faults, reader.unreadable());
        var parts = new Parts(
                lock, file, epoch, opened.setAside(), hot, gaps, room, writer, housekeeping, reader, rows, resealer);
        var salvages = damaged.stream()
                .map(kept -> new Salvage(folder, kept, place, gateway))
                .toList();
        return new Journal(parts, salvages, config, clock, faults);
    }

    private BlockForm form(long epoch) {
        return new BlockForm(place, gateway, epoch);
    }

    private static HotBlocks load(Connection connection) throws SQLException {
        var hot = new HotBlocks();
        try (var statement = connection.createStatement()) {
            try (var rows = statement.executeQuery("select device, class, last_sequence, last_at, freed from stream")) {
                while (rows.next()) {
                    var key = new StreamKey(new DeviceId(rows.getString(1)), StreamClass.values()[rows.getInt(2)]);
                    hot.stream(key).load(rows.getLong(3), rows.getLong(4), SequenceSet.parse(rows.getString(5)));
                }
            }
            try (var rows =
                    statement.executeQuery("select id, recorded, contents, length(sealed) from hot order by id")) {
                while (rows.next()) {
                    var contents = Contents.decode(JournalFile.bytes(rows, 3));
                    var recorded = rows.getLong(2);
                    var at = contents.runs().stream().mapToLong(run -> recorded).toArray();
                    hot.add(new HotBlock(rows.getLong(1), recorded, 0, rows.getInt(4), contents), at);
                }
            }
        }
        connection.commit();
        return hot;
    }
}
