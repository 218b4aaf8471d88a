package io.mededge.edge.staff;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Failed tries to log in, by account and by address. A try counts as failed before it is looked at, durably, so that neither a restart nor a crash in between gives
 * one back. After {@link #FREE} the next must wait, longer each time; nobody is locked out for good. An account that is not there counts as well. Guarded by the lock of
 * {@link Accounts}.
 */
final class Tries {
    /** Failed tries of one account without a pause. */
    static final int FREE = 5;

    static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

    /** Failed tries from one address, of all accounts together: a ward has several people behind one screen. */
    static final int FREE_FROM_ADDRESS = 50;

    static final Duration ADDRESS_PAUSE = Duration.ofSeconds(10);

    /** Bound of what is remembered; the oldest is forgotten first. */
    static final int MAX_SUBJECTS = 10_000;

    private static final int MAX_ADDRESSES = 1_000;

    private final StaffDatabase database;
    private final ForwardClock clock;
    private final Map<String, Long> addresses = new LinkedHashMap<>();
    private final Map<String, Duration> pausedAddresses = new LinkedHashMap<>();

    Tries(StaffDatabase database, ForwardClock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** How long the next try must wait; zero if it need not. */
    Duration pause(String subject, String address) {
        var now = clock.passed();
        var until = database.first(
                        "select until from tries where subject = ?",
                        row -> Duration.of(row.getLong(1), ChronoUnit.MICROS),
                        subject)
                .orElse(Duration.ZERO);
        var ofAddress = pausedAddresses.getOrDefault(address, Duration.ZERO);
        var latest = until.compareTo(ofAddress) < 0 ? ofAddress : until;
        return latest.compareTo(now) > 0 ? latest.minus(now) : Duration.ZERO;
    }

    /** A try that is about to be looked at. */
    void count(String subject, String address) {
        var failures = database.first("select failures from tries where subject = ?", row -> row.getInt(1), subject)
                        .orElse(0)
                + 1;
        var until = clock.passed().plus(pauseAfter(failures));
        database.write(
                "insert into tries (subject, failures, until) values (?, ?, ?) on conflict (subject) do update set"
                        + " failures = excluded.failures, until = excluded.until",
                subject,
                failures,
                until.toNanos() / 1_000);
        database.write(
                "delete from tries where rowid in (select rowid from tries order by until desc limit -1 offset ?)",
                MAX_SUBJECTS);
        clock.keep();
        var fromHere = addresses.merge(address, 1L, Long::sum);
        if (fromHere >= FREE_FROM_ADDRESS) {
            pausedAddresses.put(address, clock.passed().plus(ADDRESS_PAUSE));
        }
        forgetOldest(addresses);
        forgetOldest(pausedAddresses);
    }

    private static void forgetOldest(Map<String, ?> byAddress) {
        if (byAddress.size() > MAX_ADDRESSES) {
            var oldest = byAddress.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** None for the first ones, then doubling up to the bound. */
    static Duration pauseAfter(int failures) {
        if (failures < FREE) {
            return Duration.ZERO;
        }
        var doublings = Math.min(failures - FREE, 10);
        var pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** It was the right one. */
    void forget(String subject, String address) {
        forget(subject);
        addresses.remove(address);
        pausedAddresses.remove(address);
    }

    /** @return whether there were any */
    boolean forget(String subject) {
        return database.write("delete from tries where subject = ?", subject) > 0;
    }
}
