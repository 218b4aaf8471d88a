package io.mededge.global.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class WriteTimeTest {
    private static final long MICROS_PER_DAY = Duration.ofDays(1).toNanos() / 1_000;

    private record Said(int day, long offset) {
        long writeTime() {
            return WriteTime.of(LocalDate.ofEpochDay(day), offset);
        }
    }

    @Property(tries = 500)
    void theDayDecidesAndThenTheOffset(
            @ForAll @IntRange(min = 18_000, max = 18_003) int day,
            @ForAll @LongRange(min = 0, max = 86_399_999_999L) long offset,
            @ForAll @IntRange(min = 18_000, max = 18_003) int otherDay,
            @ForAll @LongRange(min = 0, max = 86_399_999_999L) long otherOffset) {
        var one = new Said(day, offset);
        var other = new Said(otherDay, otherOffset);

        var expected =
                Comparator.comparing(Said::day).thenComparing(Said::offset).compare(one, other);

        assertThat(Integer.signum(Long.compare(one.writeTime(), other.writeTime())))
                .isEqualTo(Integer.signum(expected));
    }

    @Property(tries = 200)
    void noOffsetReachesTheNextDay(@ForAll @LongRange(min = 0) long offset) {
        var day = LocalDate.of(2026, 11, 21);

        assertThat(WriteTime.of(day, offset))
                .isBetween(day.toEpochDay() * MICROS_PER_DAY, (day.toEpochDay() + 1) * MICROS_PER_DAY - 1);
    }
}
