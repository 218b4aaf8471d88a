package io.mededge.global.database;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The session with Cassandra. It connects in the background and keeps trying, so that the service starts without the database; until then, and whenever
 * no node answers, requests fail at once with {@link StoreUnavailableException}. Nothing here blocks the caller. Reads and writes are LOCAL_QUORUM, and all
 * writes are idempotent (each carries its own write time), so the driver may send them again.
 */
public final class CassandraStore implements AutoCloseable {
    /** Requests under way at once; as many streams as the driver opens on a connection. */
    private static final int MAX_CONCURRENT_REQUESTS = 1_024;

    /** Requests that wait for a place; one more fails at once. */
    private static final int MAX_QUEUED_REQUESTS = 4_096;

    private static final Duration SCHEMA_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Logger LOG = Logger.getLogger(CassandraStore.class);

    private final CassandraConfig config;
    private final List<String> tables;
    private final ScheduledExecutorService background;
    private final Map<String, CompletionStage<PreparedStatement>> prepared = new ConcurrentHashMap<>();
    private volatile @Nullable CqlSession session;
    private volatile boolean closed;

    /**
     * @param tables statements that create what is missing, each of them harmless when it exists already
     * @param background where the slow parts of connecting run
     */
    public CassandraStore(CassandraConfig config, List<String> tables, ScheduledExecutorService background) {
        this.config = config;
        this.tables = List.copyOf(tables);
        this.background = background;
    }

    /** Starts connecting and returns. */
    public void start() {
        background.execute(() -> connect(FIRST_PAUSE));
    }

    /** Whether the schema exists and a node is connected. */
    public boolean ready() {
        var open = session;
        return open != null
                && open.getMetadata().getNodes().values().stream()
                        .anyMatch(node -> node.getState() == NodeState.UP && node.getOpenConnections() > 0);
    }

    /** Prepares (once) and runs a statement, its values bound by position. */
    public CompletionStage<AsyncResultSet> execute(String cql, Object... values) {
        return run(cql, statement -> statement.boundStatementBuilder(values));
    }

    /** Prepares (once) and runs a statement, its values bound by position and its paging set by the caller. */
    public CompletionStage<AsyncResultSet> executePaged(
            String cql, List<?> values, UnaryOperator<BoundStatementBuilder> paging) {
        return run(cql, statement -> paging.apply(statement.boundStatementBuilder(values.toArray())));
    }

    /** Prepares (once) and runs a statement that needs the prepared form to build its values. */
    public CompletionStage<AsyncResultSet> executeBound(String cql, Binder binder) {
        return run(cql, binder);
    }

    /** Makes the values of one request out of what the database says about the statement. */
    @FunctionalInterface
    public interface Binder {
        BoundStatementBuilder bind(PreparedStatement statement);
    }

    /**
     * Reads a result to its end, page by page.
     *
     * @param maxRows where reading stops
     * @return whether everything was read
     */
    public CompletionStage<Boolean> drain(AsyncResultSet page, int maxRows, Consumer<Row> consumer) {
        var left = maxRows;
        for (var row : page.currentPage()) {
            if (left-- == 0) {
                return CompletableFuture.completedStage(false);
            }
            consumer.accept(row);
        }
        if (!page.hasMorePages()) {
            return CompletableFuture.completedStage(true);
        }
        var rest = left;
        return translated(page.fetchNextPage()).thenCompose(next -> drain(next, rest, consumer));
    }

    @Override
    public void close() {
        closed = true;
        var open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }

    private CompletionStage<AsyncResultSet> run(String cql, Binder binder) {
        var open = session;
        if (open == null) {
            return CompletableFuture.failedStage(new StoreUnavailableException("Cassandra is not connected"));
        }
        return translated(prepare(open, cql)
                .thenCompose(
                        statement -> open.executeAsync(binder.bind(statement).build())));
    }

    private CompletionStage<PreparedStatement> prepare(CqlSession open, String cql) {
        var known = prepared.get(cql);
        if (known != null) {
            return known;
        }
        // kept only after success: a failure while the database was away must not stay
        return open.prepareAsync(cql).thenApply(statement -> {
            prepared.put(cql, CompletableFuture.completedStage(statement));
            return statement;
        });
    }

    private static <T> CompletionStage<T> translated(CompletionStage<T> stage) {
        return stage.exceptionallyCompose(failure -> CompletableFuture.failedStage(translate(failure)));
    }

    private static Throwable translate(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof QueryValidationException) {
            return new StoreRefusedException("Cassandra refused a request", cause);
        }
        return cause instanceof DriverException || cause instanceof IllegalStateException
                ? new StoreUnavailableException("Cassandra did not answer", cause)
                : cause;
    }

    private void connect(Duration pause) {
        if (closed) {
            return;
        }
        open().thenCompose(this::createTables).whenComplete((open, failure) -> {
            if (failure == null) {
                adopt(open);
                return;
            }
            LOG.warnf("Cassandra at %s is not usable, next try in %s: %s", config.contactPoint(), pause, failure);
            var next = pause.multipliedBy(2);
            var unused = background.schedule(
                    () -> connect(next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE),
                    pause.toMillis(),
                    TimeUnit.MILLISECONDS);
        });
    }

    private void adopt(CqlSession open) {
        session = open;
        LOG.infof("Cassandra is connected, keyspace %s", config.keyspace());
        if (closed) {
            close();
        }
    }

    private CompletionStage<CqlSession> open() {
        try {
            var options = DriverConfigLoader.programmaticBuilder()
                    .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, config.requestTimeout())
                    .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                    .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                    .withString(DefaultDriverOption.REQUEST_THROTTLER_CLASS, "ConcurrencyLimitingRequestThrottler")
                    .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS, MAX_CONCURRENT_REQUESTS)
                    .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE, MAX_QUEUED_REQUESTS)
                    .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, FIRST_PAUSE)
                    .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, LONGEST_PAUSE)
                    .withBoolean(DefaultDriverOption.CONNECTION_WARN_INIT_ERROR, false)
                    // it changes once, before the session is used
                    .withBoolean(DefaultDriverOption.REQUEST_WARN_IF_SET_KEYSPACE, false)
                    .withInt(DefaultDriverOption.NETTY_IO_SIZE, 2)
                    .withInt(DefaultDriverOption.NETTY_ADMIN_SIZE, 1)
                    .build();
            var builder = CqlSession.builder()
                    .addContactPoints(addresses())
                    .withLocalDatacenter(config.datacenter())
                    .withConfigLoader(options);
            if (config.username().isPresent()) {
                builder.withAuthCredentials(config.username().get(), password());
            }
            return builder.buildAsync();
        } catch (RuntimeException invalid) {
            return CompletableFuture.failedStage(invalid);
        }
    }

    private List<InetSocketAddress> addresses() {
        var addresses = new ArrayList<InetSocketAddress>();
        for (var point : config.contactPoint()) {
            var colon = point.lastIndexOf(':');
            addresses.add(
                    new InetSocketAddress(point.substring(0, colon), Integer.parseInt(point.substring(colon + 1))));
        }
        return addresses;
    }

    private String password() {
        Path file = config.passwordFile()
                .orElseThrow(() -> new IllegalStateException("global.cassandra.username needs a password-file"));
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private CompletionStage<CqlSession> createTables(CqlSession open) {
        var statements = new ArrayList<String>();
        statements.add(
                "create keyspace if not exists %s with replication = {'class': 'NetworkTopologyStrategy', '%s': %d}"
                        .formatted(config.keyspace(), config.datacenter(), config.replication()));
        statements.add("use " + config.keyspace());
        statements.addAll(tables);
        CompletionStage<?> done = CompletableFuture.completedStage(null);
        for (var statement : statements) {
            done = done.thenCompose(before ->
                    open.executeAsync(SimpleStatement.newInstance(statement).setTimeout(SCHEMA_TIMEOUT)));
        }
        return done.<CqlSession>thenApply(created -> open).whenComplete((created, failure) -> {
            if (failure != null) {
                var unused = open.closeAsync();
            }
        });
    }
}
