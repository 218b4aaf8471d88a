package io.mededge.regional.fhir;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * From one time to another, both inclusive, in microseconds since 1970, which is the database's and the wire's resolution. Empty when {@code first >
 * last}.
 */
record TimeSpan(long first, long last) {
    /** All times that FHIR's and PostgreSQL's calendars can both write: the years 1 to 9999. */
    static final TimeSpan ALWAYS =
            new TimeSpan(micros(Instant.parse("0001-01-01T00:00:00Z")), micros(Instant.parse("9999-12-31T23:59:59Z")));

    static final TimeSpan NEVER = new TimeSpan(1, 0);
    static final long MINUTE_MICROS = 60_000_000;

    static TimeSpan from(long first) {
        return new TimeSpan(first, ALWAYS.last);
    }

    static TimeSpan until(long last) {
        return new TimeSpan(ALWAYS.first, last);
    }

    TimeSpan and(TimeSpan other) {
        return new TimeSpan(Math.max(first, other.first), Math.min(last, other.last));
    }

    boolean contains(Instant at) {
        var micros = micros(at);
        return first <= micros && micros <= last;
    }

    boolean isEmpty() {
        return first > last;
    }

    static long micros(Instant at) {
        // not ChronoUnit.between, which counts nanoseconds on its way and overflows after 292 years
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
