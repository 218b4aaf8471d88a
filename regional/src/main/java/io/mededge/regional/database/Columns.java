package io.mededge.regional.database;

import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Many rows as array parameters for {@code select * from unnest($1::…[], $2::…[], …)}, in the order in which the columns are added. */
public final class Columns<T> {
    private final Collection<T> rows;
    private final Tuple parameters = Tuple.tuple();

    private Columns(Collection<T> rows) {
        this.rows = rows;
    }

    public static <T> Columns<T> of(Collection<T> rows) {
        return new Columns<>(rows);
    }

    public Columns<T> text(Function<T, @Nullable String> column) {
        return add(column, String[]::new);
    }

    public Columns<T> bool(Function<T, Boolean> column) {
        return add(column, Boolean[]::new);
    }

    public Columns<T> int2(Function<T, Integer> column) {
        return add(row -> column.apply(row).shortValue(), Short[]::new);
    }

    public Columns<T> int4(Function<T, Integer> column) {
        return add(column, Integer[]::new);
    }

    public Columns<T> int8(Function<T, Long> column) {
        return add(column, Long[]::new);
    }

    public Columns<T> float8(Function<T, Double> column) {
        return add(column, Double[]::new);
    }

    public Columns<T> time(Function<T, @Nullable Instant> column) {
        return add(row -> utc(column.apply(row)), OffsetDateTime[]::new);
    }

    public Tuple parameters() {
        return parameters;
    }

    /** The form in which the client takes and gives a {@code timestamptz}. */
    public static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private <C> Columns<T> add(Function<T, ? extends @Nullable C> column, IntFunction<C[]> array) {
        parameters.addValue(rows.stream().map(column).toArray(array));
        return this;
    }
}
