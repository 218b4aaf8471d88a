package io.mededge.edge.session;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as people in the facility read and type them. */
record PlaceTime(ZoneId zone) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);
    private static final DateTimeFormatter INPUT = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE d MMMM yyyy", Locale.ENGLISH);
    private static final int SHIFT_HOURS = 8;
    private static final LocalTime FIRST_SHIFT = LocalTime.of(6, 0);

    /** {@code 14:05}. */
    public String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    /** {@code 2026-11-21 14:05}. */
    public String stamp(Instant at) {
        return STAMP.format(at.atZone(zone));
    }

    /** {@code 2026-11-21 14:05:33 +01:00 (Europe/Berlin)}, as 21 CFR 11.50 wants the time of a signature told: with its zone. */
    public static String full(ZonedDateTime at) {
        return FULL.format(at) + " (" + at.getZone().getId() + ")";
    }

    public String full(Instant at) {
        return full(at.atZone(zone));
    }

    /** As an input of a form holds it. */
    public String input(Instant at) {
        return INPUT.format(at.atZone(zone));
    }

    /** What an input of a form holds. @throws IllegalArgumentException if it is no time */
    Instant instant(String typed) {
        try {
            return LocalDateTime.parse(typed).atZone(zone).toInstant();
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException("a time has the form 2026-11-21T14:05", notATime);
        }
    }

    /** {@code Saturday 21 November 2026}. */
    public static String words(LocalDate day) {
        return DAY.format(day);
    }

    LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }

    Instant begin(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** The eight hours from 6, 14 or 22 o'clock in which a moment lies. */
    Instant shiftBegin(Instant at) {
        var local = at.atZone(zone);
        var begin = local.with(FIRST_SHIFT).truncatedTo(ChronoUnit.HOURS);
        if (begin.isAfter(local)) {
            begin = begin.minusDays(1);
        }
        while (!begin.plusHours(SHIFT_HOURS).isAfter(local)) {
            begin = begin.plusHours(SHIFT_HOURS);
        }
        return begin.toInstant();
    }

    /** Hours and minutes, {@code 2:14}; what is over is {@code 0:00}. */
    static String hours(Duration left) {
        var minutes = Math.max(0, (left.toSeconds() + 59) / 60);
        return String.format(Locale.ROOT, "%d:%02d", minutes / 60, minutes % 60);
    }
}
