package io.mededge.regional.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.fault.Decoded;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateConditionTest {
    private static final long MOMENT = 1;

    /** Rows: condition, a moment, whether it satisfies the condition. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-21,                 2026-11-21T00:00:00Z,         true",
        "2026-11-21,                 2026-11-21T23:59:59.999999Z,  true",
        "2026-11-21,                 2026-11-22T00:00:00Z,         false",
        "eq2026-11,                  2026-11-30T23:59:59Z,         true",
        "eq2026-11,                  2026-12-01T00:00:00Z,         false",
        "2026,                       2026-12-31T23:59:59Z,         true",
        "2026,                       2025-12-31T23:59:59Z,         false",
        "2026-11-21T12:05Z,          2026-11-21T12:05:59.9Z,       true",
        "2026-11-21T12:05:30Z,       2026-11-21T12:05:30.9Z,       true",
        "2026-11-21T12:05:30.5Z,     2026-11-21T12:05:30.55Z,      true",
        "2026-11-21T12:05:30.500Z,   2026-11-21T12:05:30.501Z,     false",
        "2026-11-21T13:05:30+01:00,  2026-11-21T12:05:30Z,         true",
        "2026-11-21T12:05:30,        2026-11-21T12:05:30Z,         true",
        "gt2026-11-21,               2026-11-21T23:59:59Z,         false",
        "gt2026-11-21,               2026-11-22T00:00:00Z,         true",
        "ge2026-11-21,               2026-11-21T00:00:00Z,         true",
        "ge2026-11-21,               2026-11-20T23:59:59.999999Z,  false",
        "lt2026-11-21,               2026-11-20T23:59:59.999999Z,  true",
        "lt2026-11-21,               2026-11-21T00:00:00Z,         false",
        "le2026-11-21,               2026-11-21T23:59:59Z,         true",
        "le2026-11-21,               2026-11-22T00:00:00Z,         false",
        "sa2026-11-21,               2026-11-21T12:00:00Z,         false",
        "sa2026-11-21,               2026-11-22T00:00:00Z,         true",
        "eb2026-11-21,               2026-11-21T00:00:00Z,         false",
        "eb2026-11-21,               2026-11-20T23:59:59.999999Z,  true",
    })
    void aMoment(String condition, String at, boolean satisfies) {
        assertThat(parsed(condition).starts(MOMENT).contains(Instant.parse(at))).isEqualTo(satisfies);
    }

    /** Rows: condition, the beginning of a minute, whether the whole minute satisfies the condition. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-21T12:05Z,     2026-11-21T12:05:00Z, true",
        "2026-11-21T12:05:30Z,  2026-11-21T12:05:00Z, false",
        "2026-11-21,            2026-11-21T23:59:00Z, true",
        "ge2026-11-21T12:05:30Z, 2026-11-21T12:05:00Z, true",
        "ge2026-11-21T12:06:00Z, 2026-11-21T12:05:00Z, false",
        "gt2026-11-21T12:05:30Z, 2026-11-21T12:05:00Z, true",
        "gt2026-11-21T12:05Z,    2026-11-21T12:05:00Z, false",
        "lt2026-11-21T12:05:30Z, 2026-11-21T12:05:00Z, true",
        "lt2026-11-21T12:05:00Z, 2026-11-21T12:05:00Z, false",
        "sa2026-11-21T12:04:59Z, 2026-11-21T12:05:00Z, true",
        "sa2026-11-21T12:05:30Z, 2026-11-21T12:05:00Z, false",
        "eb2026-11-21T12:06:00Z, 2026-11-21T12:05:00Z, true",
        "eb2026-11-21T12:05:30Z, 2026-11-21T12:05:00Z, false",
    })
    void aMinute(String condition, String start, boolean satisfies) {
        assertThat(parsed(condition).starts(TimeSpan.MINUTE_MICROS).contains(Instant.parse(start)))
                .isEqualTo(satisfies);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-13",
                "2026-02-30",
                "0000",
                "ne2026",
                "ap2026",
                "xx2026",
                "2026-11-21T25:00Z",
                "2026-11-21T12:60Z",
                "2026-11-21T12:00:61Z",
                "2026-11-21T12",
                "2026-11-21T12:00+99:00",
                "2026-11-21 12:00",
                "20261121",
                "2026-11-21T12:00:00.0000000001Z",
                "ge",
                "99999"
            })
    void whatIsNoDateIsMalformed(String text) {
        assertThat(DateCondition.parse(text)).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void severalConditionsMustAllHold() {
        var day =
                parsed("ge2026-11-21").starts(MOMENT).and(parsed("lt2026-11-22").starts(MOMENT));
        assertThat(day.contains(Instant.parse("2026-11-21T12:00:00Z"))).isTrue();
        assertThat(day.contains(Instant.parse("2026-11-22T00:00:00Z"))).isFalse();
        assertThat(parsed("gt2027")
                        .starts(MOMENT)
                        .and(parsed("lt2026").starts(MOMENT))
                        .isEmpty())
                .isTrue();
    }

    private static DateCondition parsed(String text) {
        return ((Decoded.Value<DateCondition>) DateCondition.parse(text)).value();
    }
}
