package io.mededge.regional.transform;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.InstantType;

/** Times in UTC with as many digits as were measured: milliseconds at least, microseconds where there are any. */
final class Times {
    private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 3, 6, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Times() {}

    static DateTimeType dateTime(Instant at) {
        return new DateTimeType(FORM.format(at));
    }

    static InstantType instant(Instant at) {
        return new InstantType(FORM.format(at));
    }
}
