package io.mededge.regional.fhir;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Reads from the region's database. JDBC and not the reactive client: HAPI's threads block anyway, and a pool of its own keeps searches from taking the
 * connections that ingest needs. Each statement has a deadline.
 */
final class ReadPool {
    private static final Logger LOG = Logger.getLogger(ReadPool.class);
    private static final int STATEMENT_SECONDS = 5;

    /** A stream lasts as long as its reader takes, within this bound. */
    private static final int STREAM_SECONDS = 60;

    private static final int STREAM_FETCH_ROWS = 2_000;

    private final DataSource dataSource;

    ReadPool(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    interface RowSink {
        void accept(ResultSet row) throws SQLException;
    }

    /** An array argument. */
    record SqlArray(String type, Object[] elements) {
        static SqlArray ints(Collection<Integer> elements) {
            return new SqlArray("int4", elements.toArray());
        }

        static SqlArray longs(Collection<Long> elements) {
            return new SqlArray("int8", elements.toArray());
        }

        static SqlArray flags(Collection<Boolean> elements) {
            return new SqlArray("bool", elements.toArray());
        }

        static SqlArray texts(Collection<String> elements) {
            return new SqlArray("text", elements.toArray());
        }

        static SqlArray times(Collection<Instant> elements) {
            return new SqlArray(
                    "timestamptz", elements.stream().map(Instant::toString).toArray());
        }
    }

    /** @param arguments by name: Strings, numbers, Booleans, Instants and {@link SqlArray}s */
    <T> List<T> read(Query query, Map<String, Object> arguments, RowReader<T> reader) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(query.text())) {
            statement.setQueryTimeout(STATEMENT_SECONDS);
            bind(connection, statement, query, arguments);
            var rows = new ArrayList<T>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        } catch (SQLException failed) {
            throw unavailable(failed);
        }
    }

    /** As {@link #read}, but some rows at a time, for results that do not fit in memory. */
    void stream(Query query, Map<String, Object> arguments, RowSink sink) {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false); // without a transaction the driver would read all rows at once
            try (var statement = connection.prepareStatement(query.text())) {
                statement.setFetchSize(STREAM_FETCH_ROWS);
                statement.setQueryTimeout(STREAM_SECONDS);
                bind(connection, statement, query, arguments);
                try (var result = statement.executeQuery()) {
                    while (result.next()) {
                        sink.accept(result);
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException failed) {
            throw unavailable(failed);
        }
    }

    private static void bind(
            Connection connection, PreparedStatement statement, Query query, Map<String, Object> arguments)
            throws SQLException {
        for (var i = 0; i < query.names().size(); i++) {
            var name = query.names().get(i);
            var argument = Objects.requireNonNull(arguments.get(name), name);
            if (argument instanceof SqlArray array) {
                statement.setArray(i + 1, connection.createArrayOf(array.type(), array.elements()));
            } else if (argument instanceof Instant at) {
                statement.setObject(i + 1, at.atOffset(ZoneOffset.UTC));
            } else {
                statement.setObject(i + 1, argument);
            }
        }
    }

    private static RuntimeException unavailable(SQLException failed) {
        LOG.errorf("The database did not answer: SQL state %s", failed.getSQLState());
        LOG.debug("The database did not answer", failed);
        return Refusals.unavailable();
    }
}
