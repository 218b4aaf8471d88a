package io.mededge.global.catalog;

import java.time.Duration;
import java.time.LocalDate;

/**
 * The order of what is said about one device, as the write time that Cassandra compares: the later day wins, within a day what was sent later (a device's
 * messages lie in one partition of Kafka, in order). So a message that comes twice changes nothing, and an old one that comes late changes nothing either.
 * If the topic was deleted and made anew, its offsets start again: until the next day the older of two messages of the same day may then stay.
 */
final class WriteTime {
    private static final long MICROS_PER_DAY = Duration.ofDays(1).toNanos() / 1_000;

    private WriteTime() {}

    /** @return microseconds since 1970: the day's first, plus one for each record before this one, never reaching the next day */
    static long of(LocalDate day, long offset) {
        return Math.addExact(
                Math.multiplyExact(day.toEpochDay(), MICROS_PER_DAY), Math.min(offset, MICROS_PER_DAY - 1));
    }
}
