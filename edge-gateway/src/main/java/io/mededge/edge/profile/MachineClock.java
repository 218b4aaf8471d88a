package io.mededge.edge.profile;

import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.MetricDescription.Recording;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample.Reading;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A machine's own clock, read with each poll. Its deviation from the gateway's clock becomes a value like any other, so that the machine's time of a record
 * is the record's own time plus this.
 *
 * @param zone of a calendar; a count of seconds is in UTC
 */
public record MachineClock(Point.Area area, int address, Form form, ZoneId zone) {
    public static final MetricId DEVIATION = new MetricId("machine-clock-deviation");

    /** Such clocks tick in seconds: what is within a second is no deviation. */
    private static final double DEADBAND_SECONDS = 1;

    private static final int MAX_SILENCE_MILLIS = 60_000;

    /** A clock that shows seconds has passed half of its second on average. */
    private static final Duration HALF_A_TICK = Duration.ofMillis(500);

    /** How the registers say the time. */
    public enum Form {
        /** Two registers, the high one first: seconds since 1970-01-01T00:00Z. */
        SECONDS(2),
        /** Six registers: year, month, day, hour, minute, second. */
        CALENDAR(6);

        private final int words;

        Form(int words) {
            this.words = words;
        }

        int words() {
            return words;
        }
    }

    static MetricDescription metric() {
        return new MetricDescription(
                DEVIATION,
                "Deviation of the machine's clock",
                "s",
                "",
                "",
                "",
                Kind.QUANTITY,
                Category.CALCULATION,
                List.of(),
                new Recording(DEADBAND_SECONDS, MAX_SILENCE_MILLIS));
    }

    /** By how many seconds the machine's clock is ahead of the gateway's, to a tenth. @param at when the machine's answer came */
    public Reading deviation(RegisterImage image, Instant at) {
        return read(image)
                .map(machine -> Duration.between(at, machine.plus(HALF_A_TICK)).toMillis())
                .map(millis -> new Reading(DEVIATION, Math.round(millis / 100.0) / 10.0, Quality.GOOD))
                .orElseGet(() -> new Reading(DEVIATION, 0, Quality.INVALID));
    }

    /** Empty if the registers hold no time. */
    private Optional<Instant> read(RegisterImage image) {
        if (form == Form.SECONDS) {
            return Optional.of(Instant.ofEpochSecond((long) word(image, 0) << 16 | word(image, 1)));
        }
        try {
            return Optional.of(LocalDateTime.of(
                            word(image, 0),
                            word(image, 1),
                            word(image, 2),
                            word(image, 3),
                            word(image, 4),
                            word(image, 5))
                    .atZone(zone)
                    .toInstant());
        } catch (DateTimeException noSuchTime) {
            return Optional.empty();
        }
    }

    private int word(RegisterImage image, int index) {
        return image.word(area, address + index);
    }
}
