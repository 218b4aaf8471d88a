package io.mededge.regional.ingest;

import io.mededge.regional.database.Database;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Keeps the daily partitions of the sample table ahead of time; samples of days without one wait in the default partition. */
public final class Partitions {
    static final int DAYS_BACK = 1;
    static final int DAYS_AHEAD = 7;

    private final Database database;
    private final Clock clock;

    public Partitions(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Creates those of yesterday to a week ahead that are missing, UTC days; returns how many. Cheap when none is. */
    public int prepare() {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var created = 0;
        for (var day = -DAYS_BACK; day <= DAYS_AHEAD; day++) {
            var rows = database.execute("select create_sample_partition($1)", Tuple.of(today.plusDays(day)));
            created += rows.iterator().next().getBoolean(0) ? 1 : 0;
        }
        return created;
    }
}
