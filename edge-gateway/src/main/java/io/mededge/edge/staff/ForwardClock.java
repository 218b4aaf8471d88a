package io.mededge.edge.staff;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * How much time has passed since this gateway keeps accounts, over restarts: never less than before, whatever happens to the clock. Between two looks it counts
 * the larger of what the wall clock and the monotonic one say, so that a clock that is set back gains nothing while the gateway runs, and time while it is off
 * counts as well. Guarded by the lock of {@link Accounts}.
 */
final class ForwardClock {
    private final StaffDatabase database;
    private final InstantSource wall;
    private final LongSupplier nanos;
    private long passedMicros;
    private Instant lastWall;
    private long lastNanos;

    ForwardClock(StaffDatabase database, InstantSource wall, LongSupplier nanos) {
        this.database = database;
        this.wall = wall;
        this.nanos = nanos;
        var kept =
                database.first("select passed, wall from forward", row -> new long[] {row.getLong(1), row.getLong(2)});
        passedMicros = kept.map(row -> row[0]).orElse(0L);
        lastWall = kept.map(row -> StaffDatabase.instant(row[1])).orElseGet(wall::instant);
        lastNanos = nanos.getAsLong();
        keep();
    }

    /** Since the accounts were begun. */
    Duration passed() {
        var now = wall.instant();
        var nowNanos = nanos.getAsLong();
        var byWall = ChronoUnit.MICROS.between(lastWall, now);
        var byCounter = (nowNanos - lastNanos) / 1_000;
        var step = Math.max(0, Math.max(byWall, byCounter));
        passedMicros += step;
        lastWall = now;
        // what was less than a microsecond is counted the next time
        lastNanos = byCounter > 0 || byWall > 0 ? nowNanos : lastNanos;
        return Duration.of(passedMicros, ChronoUnit.MICROS);
    }

    /** By the wall clock: for what people read. */
    Instant now() {
        return wall.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Makes it durable. */
    void keep() {
        passed();
        database.write(
                "insert into forward (one, passed, wall) values (1, ?, ?)"
                        + " on conflict (one) do update set passed = excluded.passed, wall = excluded.wall",
                passedMicros,
                lastWall);
    }
}
