package io.mededge.regional.database;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Transaction;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Statements one after the other on the reactive client, for threads that may wait; never for an event loop. Every failure is a RuntimeException of
 * the client.
 */
public final class Database {
    private static final Logger LOG = Logger.getLogger(Database.class);

    /** Longer than the statement_timeout of application.properties, so that the server gives up first and the connection stays usable. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Pool pool;

    public Database(Pool pool) {
        this.pool = pool;
    }

    /** Executes one statement in a transaction of its own. */
    public RowSet<Row> execute(String sql, Tuple parameters) {
        return new Session(pool).execute(sql, parameters);
    }

    /** Executes one statement without parameters in a transaction of its own. */
    public RowSet<Row> execute(String sql) {
        return execute(sql, Tuple.tuple());
    }

    /** Commits what the work did when it returns; nothing is kept of it when it throws. */
    public <T> T inTransaction(Function<Session, T> work) {
        var connection = pool.getConnection().await().atMost(DEADLINE);
        try {
            var transaction = connection.begin().await().atMost(DEADLINE);
            try {
                var result = work.apply(new Session(connection));
                transaction.commit().await().atMost(DEADLINE);
                return result;
            } catch (RuntimeException failure) {
                rollback(transaction);
                throw failure;
            }
        } finally {
            connection.closeAndForget();
        }
    }

    private static void rollback(Transaction transaction) {
        try {
            transaction.rollback().await().atMost(DEADLINE);
        } catch (RuntimeException endedAlready) {
            LOG.debugf("rollback: %s", endedAlready.toString());
        }
    }

    /** Whether the same statement would fail again: the data are not acceptable (SQLSTATE classes 22 and 23), rather than the database not available. */
    public static boolean isRefusalOfData(RuntimeException failure) {
        return failure instanceof PgException refused
                && refused.getSqlState() != null
                && (refused.getSqlState().startsWith("22")
                        || refused.getSqlState().startsWith("23"));
    }

    /** Statements on one connection, or on any of the pool. */
    public static final class Session {
        private final SqlClient client;

        private Session(SqlClient client) {
            this.client = client;
        }

        public RowSet<Row> execute(String sql, Tuple parameters) {
            return client.preparedQuery(sql).execute(parameters).await().atMost(DEADLINE);
        }
    }
}
