package io.mededge.edge.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;

/** The database file: opened, checked, and set aside when it is damaged. */
final class JournalFile {
    static final String NAME = "journal.db";
    /** SQLite's own default since 2016. */
    static final int PAGE_BYTES = 4_096;
    /** Version of the tables below. */
    static final long SCHEMA = 1;

    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm");
    private static final List<String> TABLES = List.of(
            "create table if not exists meta(name text primary key, value integer not null) without rowid",
            "create table if not exists stream(id integer primary key, device text not null, class integer not null,"
                    + " last_sequence integer not null, last_at integer not null, entries integer not null, unique(device, class))",
            "create table if not exists metric(id integer primary key, name text not null unique)",
            "create table if not exists mark(device text not null, name text not null, value integer not null, primary key(device, name)) without rowid",
            // clustered by stream: the backlog of one stream is read from neighbouring pages
            "create table if not exists entry(stream integer not null, sequence integer not null, at integer not null,"
                    + " recorded integer not null, body blob not null, primary key(stream, sequence)) without rowid");

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

    /** @throws SQLException if the file cannot be opened for a reason other than damage, for example no right to write */
    Opened open() throws IOException, SQLException {
        Files.createDirectories(directory);
        useOwnTemporaryFolder();
        try {
            return prepared();
        } catch (DamagedException damaged) {
            var setAside = setAside();
            try {
                var fresh = prepared();
                return new Opened(fresh.connection(), fresh.epoch(), Optional.of(setAside));
            } catch (DamagedException again) {
                throw new SQLException("a new journal is damaged as well: " + again.getMessage(), again);
            }
        }
    }

    /** A second connection, for reading beside the writer. */
    Connection openReader() throws SQLException {
        var sqlite = settings();
        sqlite.setReadOnly(true);
        var connection = connect(sqlite);
        // each read is a transaction of its own: an open one would keep the write-ahead log from being emptied
        connection.setAutoCommit(true);
        return connection;
    }

    private Opened prepared() throws SQLException, IOException, DamagedException {
        var isNew = !Files.exists(directory.resolve(NAME));
        @Nullable Connection connection = null;
        try {
            connection = connect(settings());
            if (!isNew) {
                check(connection);
            }
            var epoch = createTables(connection);
            if (isNew) {
                syncDirectory();
            }
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
        var whole = Files.size(directory.resolve(NAME)) <= config.checkBytes();
        var checks = whole
                ? List.of("pragma quick_check(1)")
                : List.of("pragma quick_check(stream)", "pragma quick_check(mark)", "pragma quick_check(metric)");
        for (var check : checks) {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery(check)) {
                if (rows.next() && !"ok".equals(rows.getString(1))) {
                    throw new DamagedException(rows.getString(1));
                }
            }
        }
    }

    private static long createTables(Connection connection) throws SQLException, DamagedException {
        try (var statement = connection.createStatement()) {
            for (var table : TABLES) {
                statement.execute(table);
            }
        }
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

    private Path setAside() throws IOException {
        var stem = "journal-damaged-" + Instant.now().toEpochMilli() + ".db";
        for (var suffix : SUFFIXES) {
            var from = directory.resolve(NAME + suffix);
            if (Files.exists(from)) {
                Files.move(from, directory.resolve(stem + suffix));
            }
        }
        syncDirectory();
        return directory.resolve(stem);
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

    private Connection connect(SQLiteConfig sqlite) throws SQLException {
        Properties properties = sqlite.toProperties();
        var connection = JDBC.createConnection("jdbc:sqlite:" + directory.resolve(NAME), properties);
        connection.setAutoCommit(false);
        return connection;
    }

    /** The driver unpacks its native library; that belongs into the data folder like every other file of the gateway. */
    private void useOwnTemporaryFolder() throws IOException {
        var folder = directory.resolve("tmp");
        Files.createDirectories(folder);
        System.setProperty("org.sqlite.tmpdir", folder.toString());
    }

    /** A new file's name is durable only with its directory. */
    private void syncDirectory() throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
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
