package io.mededge.edge.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/** What every SQLite database of the gateway needs and the driver does not do. */
public final class LocalDatabase {
    private static final String COPY_SUFFIX = ".copy";

    private LocalDatabase() {}

    /** Opens or makes a database whose commits survive a power cut (WAL, synchronous FULL), and in whose file nothing stays of what was deleted. */
    public static Connection open(Path database) throws SQLException {
        var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + database);
        try (var statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("pragma synchronous = full");
            statement.execute("pragma secure_delete = on");
            statement.execute("pragma foreign_keys = on");
            statement.execute("pragma busy_timeout = 5000");
            return connection;
        } catch (SQLException notUsable) {
            connection.close();
            throw notUsable;
        }
    }

    /**
     * Ends a transaction that failed and begins the next, on a connection that does not commit by itself. SQLite rolls back by itself when the disk is full;
     * the driver then refuses to, and begins none, so that every later commit would fail as well.
     */
    public static void rollBack(Connection connection) throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException rolledBack) {
            try (var statement = connection.createStatement()) {
                statement.execute("begin immediate");
            }
        }
    }

    /**
     * Writes one state of a database that others may be using, by way of a file beside it.
     *
     * @throws IOException if it cannot be read, or there is no room for the file
     */
    public static void copy(Path database, OutputStream to) throws IOException {
        var copy = database.resolveSibling(database.getFileName() + COPY_SUFFIX);
        Files.deleteIfExists(copy);
        var sqlite = new SQLiteConfig();
        sqlite.setBusyTimeout(5_000);
        try (var connection = sqlite.createConnection("jdbc:sqlite:" + database);
                var statement = connection.prepareStatement("vacuum into ?")) {
            statement.setString(1, copy.toString());
            statement.execute();
            Files.copy(copy, to);
        } catch (SQLException failed) {
            throw new IOException(database + " cannot be copied: " + failed.getMessage(), failed);
        } finally {
            Files.deleteIfExists(copy);
        }
    }
}
