package io.mededge.regional.completeness;

import io.mededge.model.outbound.Certificate;
import io.mededge.regional.database.Columns;
import io.mededge.regional.database.Database;
import io.vertx.mutiny.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;

/** Forgets certificates and certified ranges after a time: from then on those hours are "unknown". */
public final class Retention {
    /** Rows of one run of each table; the rest is for the next, an hour later. 104 devices write some 60,000 ranges a day. */
    static final int MAX_ROWS = 50_000;

    private final Database database;
    private final Duration keep;
    private final Clock clock;

    public Retention(Database database, Duration keep, Clock clock) {
        this.database = database;
        this.keep = keep;
        this.clock = clock;
    }

    /**
     * Ranges first: a certificate is itself a record of a certified range, which would seem to have lost it. Returns how many rows are gone.
     */
    public int run() {
        var until = clock.instant().minus(keep);
        var ranges = database.execute("""
                delete from certified_range where ctid = any (array(
                    select ctid from certified_range where slot < $1 order by slot limit $2))""", Tuple.of(Columns.utc(until), MAX_ROWS));
        if (ranges.rowCount() == MAX_ROWS) {
            return ranges.rowCount();
        }
        var certificates = database.execute("""
                delete from certificate where ctid = any (array(
                    select ctid from certificate where at < $1 and state not in (0, 3) order by at limit $2))""", Tuple.of(Columns.utc(until.minus(Certificate.SLOT)), MAX_ROWS));
        return ranges.rowCount() + certificates.rowCount();
    }
}
