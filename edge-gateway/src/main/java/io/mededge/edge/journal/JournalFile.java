package io.mededge.edge.journal;

import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** The database file: opened, checked, and set aside when it is damaged. */
final class JournalFile {
    static final String NAME = "journal.db";
    /** Says to the next start that reading has found damage, so that all of it is checked whatever its size. */
    static final String SUSPECT = "journal.suspect";
    /** SQLite's own default since 2016. */
    static final int PAGE_BYTES = 4_096;
    /** Version of the tables below. */
    static final long SCHEMA = 2;

    /** Of the file beside the database that repeats its epoch: a damaged database may not tell it any more. */
    static final String EPOCH_SUFFIX = "-epoch";

    private static final String DAMAGED = "journal-damaged-";
    /** Holds the name that a damaged database gets, as long as not all of its files have it. */
    private static final String ASIDE = "journal.aside";
    /** Of the file beside a damaged database that says that there is nothing more to take from it. */
    private static final String SALVAGED_SUFFIX = "-salvaged";

    static final String INSERT_BLOCK =
            "insert into block(device, class, first_sequence, last_sequence, recorded, key_id, sealed)"
                    + " values (?, ?, ?, ?, ?, ?, ?)";
    static final String INSERT_HOT = "insert into hot(id, recorded, contents, key_id, sealed) values (?, ?, ?, ?, ?)";
    static final String PUT_STREAM =
            "insert or replace into stream(device, class, last_sequence, last_at, freed)" + " values (?, ?, ?, ?, ?)";

    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", EPOCH_SUFFIX);
    private static final List<String> TABLES = List.of(
            "create table if not exists meta(name text primary key, value integer not null) without rowid",
            "create table if not exists stream(device text not null, class integer not null, last_sequence integer not null,"
                    + " last_at integer not null, freed text not null, primary key(device, class)) without rowid",
            "create table if not exists mark(device text not null, name text not null, value integer not null, primary key(device, name)) without rowid",
            "create table if not exists hot(id integer primary key, recorded integer not null, contents blob not null,"
                    + " key_id integer not null, sealed blob not null)",
            // a table with row numbers, as its leaves take a block whole and new ones are packed full
            "create table if not exists block(id integer primary key, device text not null, class integer not null,"
                    + " first_sequence integer not null, last_sequence integer not null, recorded integer not null, freed integer,"
                    + " key_id integer not null, sealed blob not null)",
            "create unique index if not exists block_range on block(device, class, first_sequence)",
            "create index if not exists block_freed on block(freed) where freed is not null",
            "create table if not exists damaged(id integer primary key, contents blob not null, key_id integer not null, sealed blob not null)");

    private final Path directory;
    private final JournalConfig config;

    /**
     * A database that is ready to use.
     *
     * @param setAside where a damaged predecessor is kept
     */
    record Opened(Connection connection, long epoch, Optional<Path> setAside) {}

    JournalFile(Path directory, JournalConfig config) {
        this.directory = directory;
        this.config = config;
    }

    /**
     * @param usable false if what is there cannot be read for a reason outside of it
     * @throws SQLException if the file cannot be opened for a reason other than damage, for example no right to write
     */
    Opened open(boolean usable) throws IOException, SQLException {
        useTemporaryFolderIn(directory);
        if (Files.exists(directory.resolve(ASIDE))) {
            return openNew();
        }
        try {
            if (!usable && exists()) {
                throw new DamagedException("its keys are missing");
            }
            return prepared();
        } catch (DamagedException damaged) {
            return openNew();
        }
    }

    private Opened openNew() throws IOException, SQLException {
        var setAside = setAside();
        try {
            var fresh = prepared();
            return new Opened(fresh.connection(), fresh.epoch(), Optional.of(setAside));
        } catch (DamagedException again) {
            throw new SQLException("a new journal is damaged as well: " + again.getMessage(), again);
        }
    }

    private boolean exists() {
        return Files.exists(directory.resolve(NAME));
    }

    /** A further connection, for reading beside the writer. */
    Connection openReader() throws SQLException {
        return readOnly(directory.resolve(NAME), settings());
    }

    /** A file that was set aside, or any other; without a word about its state. */
    static Connection readOnly(Path file, SQLiteConfig sqlite) throws SQLException {
        sqlite.setReadOnly(true);
        var connection = connect(file, sqlite);
        // each read is a transaction of its own: an open one would keep the write-ahead log from being emptied
        connection.setAutoCommit(true);
        return connection;
    }

    /** A new database of a given epoch, for one thread that fills it and syncs the file itself. */
    static Connection create(Path file, long epoch) throws SQLException, IOException {
        useTemporaryFolderIn(file.resolveSibling(""));
        if (Files.exists(file)) {
            throw new IOException("there is a journal already: " + file);
        }
        var sqlite = new SQLiteConfig();
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        sqlite.setJournalMode(SQLiteConfig.JournalMode.OFF);
        var connection = connect(file, sqlite);
        begin(connection, epoch);
        return connection;
    }

    /** The same, or one that was filled in part: what is committed stays, whatever is killed. */
    static Connection resume(Path file, long epoch) throws SQLException, IOException {
        useTemporaryFolderIn(file.resolveSibling(""));
        var sqlite = new SQLiteConfig();
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        var connection = connect(file, sqlite);
        try {
            begin(connection, epoch);
            return connection;
        } catch (SQLException notUsable) {
            connection.close();
            throw notUsable;
        }
    }

    private static void begin(Connection connection, long epoch) throws SQLException {
        createTables(connection);
        meta(connection, "schema", SCHEMA);
        meta(connection, "epoch", epoch);
        connection.commit();
    }

    /** Reading has found damage: the next start looks at everything. */
    void suspect() throws IOException {
        if (!Files.exists(directory.resolve(SUSPECT))) {
            Files.createFile(directory.resolve(SUSPECT));
        }
    }

    private Opened prepared() throws SQLException, IOException, DamagedException {
        var isNew = !exists();
        @Nullable Connection connection = null;
        try {
            connection = connect(directory.resolve(NAME), settings());
            try (var statement = connection.createStatement()) {
                // the writer does it itself, at a better time; this is for when it cannot
                statement.execute("pragma wal_autocheckpoint = " + 4 * JournalWriter.CHECKPOINT_PAGES);
            }
            if (!isNew) {
                check(connection);
            }
            var epoch = epoch(connection);
            replace(directory.resolve(NAME + EPOCH_SUFFIX), epoch + "\n");
            if (isNew) {
                BlockKeys.sync(directory);
            }
            Files.deleteIfExists(directory.resolve(SUSPECT));
            return new Opened(connection, epoch, Optional.empty());
        } catch (SQLException failed) {
            close(connection);
            if (Damage.isDamage(failed)) {
                throw new DamagedException(String.valueOf(failed.getMessage()));
            }
            throw failed;
        } catch (DamagedException damaged) {
            close(connection);
            throw damaged;
        }
    }

    private void check(Connection connection) throws SQLException, IOException, DamagedException {
        var whole =
                Files.size(directory.resolve(NAME)) <= config.checkBytes() || Files.exists(directory.resolve(SUSPECT));
        var checks = whole
                ? List.of("pragma quick_check(1)")
                : List.of(
                        "pragma quick_check(meta)",
                        "pragma quick_check(stream)",
                        "pragma quick_check(mark)",
                        "pragma quick_check(hot)");
        for (var check : checks) {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(check)) {
                if (rows.next() && !"ok".equals(rows.getString(1))) {
                    throw new DamagedException(rows.getString(1));
                }
            }
        }
    }

    private static void createTables(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var table : TABLES) {
                statement.execute(table);
            }
        }
    }

    private static long epoch(Connection connection) throws SQLException, DamagedException {
        createTables(connection);
        var schema = meta(connection, "schema", SCHEMA);
        if (schema != SCHEMA) {
            throw new SQLException("the journal has form " + schema + ", this program reads form " + SCHEMA);
        }
        var epoch = meta(connection, "epoch", new SecureRandom().nextLong(1, Long.MAX_VALUE));
        if (epoch <= 0) {
            throw new DamagedException("the epoch is not positive");
        }
        connection.commit();
        return epoch;
    }

    /** What is stored under the name; stores the given value when there is none. */
    private static long meta(Connection connection, String name, long ifAbsent) throws SQLException {
        try (var insert = connection.prepareStatement("insert or ignore into meta(name, value) values (?, ?)")) {
            insert.setString(1, name);
            insert.setLong(2, ifAbsent);
            insert.executeUpdate();
        }
        try (var select = connection.prepareStatement("select value from meta where name = ?")) {
            select.setString(1, name);
            try (var rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** The log holds the newest records, so no start may find the database with another name and the log with the old one: what was begun is ended first. */
    private Path setAside() throws IOException {
        var begun = directory.resolve(ASIDE);
        if (!Files.exists(begun)) {
            replace(begun, DAMAGED + Instant.now().toEpochMilli() + ".db\n");
        }
        var stem = Files.readString(begun).strip();
        for (var suffix : SUFFIXES) {
            var from = directory.resolve(NAME + suffix);
            if (Files.exists(from)) {
                Files.move(from, directory.resolve(stem + suffix));
            }
        }
        BlockKeys.sync(directory);
        Files.delete(begun);
        BlockKeys.sync(directory);
        return directory.resolve(stem);
    }

    /** When the file was set aside; of a name that somebody else has given, the earliest there is. */
    static Instant setAsideAt(Path damaged) {
        var digits = damaged.getFileName().toString().replaceAll("[^0-9]", "");
        return digits.matches("[0-9]{1,15}") ? Instant.ofEpochMilli(Long.parseLong(digits)) : Instant.EPOCH;
    }

    /** A small file, whole or as it was before, durable when this returns. */
    static void replace(Path file, String text) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(text)) {
            return;
        }
        var half = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(half, text);
        try (var channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        BlockKeys.sync(file.resolveSibling(""));
    }

    /** Those that were set aside and not yet taken over, also by an earlier start that was killed; oldest first. */
    List<Path> unsalvaged() throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(DAMAGED)
                            && file.toString().endsWith(".db")
                            && !Files.exists(salvagedMark(file)))
                    .sorted()
                    .toList();
        }
    }

    static Path salvagedMark(Path damaged) {
        return damaged.resolveSibling(damaged.getFileName() + SALVAGED_SUFFIX);
    }

    private SQLiteConfig settings() {
        var sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setTempStore(SQLiteConfig.TempStore.MEMORY);
        sqlite.setCacheSize(-2_000);
        sqlite.setBusyTimeout(5_000);
        sqlite.setJournalSizeLimit(16 * 1024 * 1024);
        // room above the policy's bound, so that acknowledged entries can always be deleted
        sqlite.setMaxPageCount(Math.toIntExact(Math.min(Integer.MAX_VALUE, config.maxBytes() / PAGE_BYTES + 512)));
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        return sqlite;
    }

    private static Connection connect(Path file, SQLiteConfig sqlite) throws SQLException {
        Properties properties = sqlite.toProperties();
        var connection = JDBC.createConnection("jdbc:sqlite:" + file, properties);
        connection.setAutoCommit(false);
        return connection;
    }

    /** A column that is declared not null. */
    static byte[] bytes(ResultSet rows, int column) throws SQLException {
        return Objects.requireNonNull(rows.getBytes(column));
    }

    /** The driver unpacks its native library; that belongs into the data folder like every other file of the gateway. */
    private static void useTemporaryFolderIn(Path directory) throws IOException {
        var folder = directory.resolve("tmp");
        Files.createDirectories(folder);
        System.setProperty("org.sqlite.tmpdir", folder.toString());
    }

    /** Ends a transaction that failed and begins the next. */
    static void rollBack(Connection connection, Faults faults) {
        try {
            LocalDatabase.rollBack(connection);
        } catch (SQLException failed) {
            faults.report(FaultCode.JOURNAL_WRITE_FAILED, "the rollback failed: " + failed.getMessage());
        }
    }

    private static void close(@Nullable Connection connection) throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }

    private static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1L;

        DamagedException(String reason) {
            super(reason);
        }
    }
}
