package io.mededge.regional.fhir;

import io.mededge.model.fault.Decoded;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One {@code date} parameter of a search: a prefix and the range of times that the value stands for, as long as its precision (FHIR R4, section
 * 3.1.1.4.7). A value without a time zone is read as UTC.
 *
 * @param low of the range, inclusive, microseconds since 1970
 * @param high of the range, exclusive
 */
record DateCondition(Prefix prefix, long low, long high) {
    enum Prefix {
        EQ,
        GT,
        GE,
        LT,
        LE,
        SA,
        EB;

        static Optional<Prefix> of(String text) {
            for (var prefix : values()) {
                if (prefix.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return Optional.of(prefix);
                }
            }
            return Optional.empty();
        }
    }

    private static final Pattern FORM = Pattern.compile(
            "([a-z]{2})?" // prefix
                    + "(\\d{4})(?:-(\\d{2})(?:-(\\d{2})" // date
                    + "(?:T(\\d{2}):(\\d{2})(?::(\\d{2})(?:\\.(\\d{1,9}))?)?(Z|[+-]\\d{2}:\\d{2})?)?)?)?"); // time

    static Decoded<DateCondition> parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            return new Decoded.Malformed<>("is no date: a prefix or none, then 2026, 2026-11, 2026-11-21,"
                    + " 2026-11-21T12:00Z or 2026-11-21T12:00:00.000Z");
        }
        var prefix = parts.group(1) == null ? Optional.of(Prefix.EQ) : Prefix.of(parts.group(1));
        if (prefix.isEmpty()) {
            return new Decoded.Malformed<>("has a prefix that is none of eq, gt, ge, lt, le, sa and eb");
        }
        try {
            var year = Integer.parseInt(parts.group(2));
            if (year == 0) {
                return new Decoded.Malformed<>("is no date: there is no year 0");
            }
            if (parts.group(3) == null) {
                return days(
                        prefix.get(),
                        LocalDate.of(year, 1, 1),
                        LocalDate.of(year, 1, 1).plusYears(1));
            }
            var month = YearMonth.of(year, Integer.parseInt(parts.group(3)));
            if (parts.group(4) == null) {
                return days(prefix.get(), month.atDay(1), month.plusMonths(1).atDay(1));
            }
            var day = LocalDate.of(year, month.getMonth(), Integer.parseInt(parts.group(4)));
            if (parts.group(5) == null) {
                return days(prefix.get(), day, day.plusDays(1));
            }
            var zone = parts.group(9) == null ? ZoneOffset.UTC : ZoneOffset.of(parts.group(9));
            var minute = day.atTime(Integer.parseInt(parts.group(5)), Integer.parseInt(parts.group(6)));
            return time(prefix.get(), minute, parts.group(7), parts.group(8), zone);
        } catch (DateTimeException notInTheCalendar) {
            return new Decoded.Malformed<>("is no date: the calendar or the clock has no such time");
        }
    }

    private static Decoded<DateCondition> days(Prefix prefix, LocalDate first, LocalDate next) {
        return condition(
                prefix,
                first.atStartOfDay().toInstant(ZoneOffset.UTC),
                Duration.between(first.atStartOfDay(), next.atStartOfDay()));
    }

    private static Decoded<DateCondition> time(
            Prefix prefix, LocalDateTime minute, @Nullable String second, @Nullable String fraction, ZoneOffset zone) {
        if (second == null) {
            return condition(prefix, minute.toInstant(zone), Duration.ofMinutes(1));
        }
        var start = minute.withSecond(Integer.parseInt(second));
        if (fraction == null) {
            return condition(prefix, start.toInstant(zone), Duration.ofSeconds(1));
        }
        // digits beyond the microsecond are cut: nothing is stored at a finer resolution
        var digits = Math.min(fraction.length(), 6);
        var unit = Duration.ofNanos(1_000L * (long) Math.pow(10, 6 - digits));
        var units = Long.parseLong(fraction.substring(0, digits));
        return condition(prefix, start.toInstant(zone).plus(unit.multipliedBy(units)), unit);
    }

    private static Decoded<DateCondition> condition(Prefix prefix, Instant low, Duration length) {
        return new Decoded.Value<>(new DateCondition(prefix, TimeSpan.micros(low), TimeSpan.micros(low.plus(length))));
    }

    /**
     * When something must begin to satisfy this condition.
     *
     * @param lengthMicros how long it lasts: 1 for a moment
     */
    TimeSpan starts(long lengthMicros) {
        return switch (prefix) {
            case EQ -> new TimeSpan(low, high - lengthMicros);
            case GT -> TimeSpan.from(high - lengthMicros + 1);
            case GE -> TimeSpan.from(low - lengthMicros + 1);
            case LT -> TimeSpan.until(low - 1);
            case LE -> TimeSpan.until(high - 1);
            case SA -> TimeSpan.from(high);
            case EB -> TimeSpan.until(low - lengthMicros);
        };
    }
}
