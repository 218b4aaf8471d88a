package io.mededge.edge.session;

import io.mededge.model.id.MetricId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a person measured or saw and wrote down. @param at when it was so; microseconds are kept */
public record Observation(MetricId code, Quantity value, Instant at) {
    public Observation {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    /** Reads what {@link #toString} wrote. @throws IllegalArgumentException if it is not of that form */
    static Observation parse(String text) {
        var parts = text.split(" ", 4);
        if (parts.length != 4) {
            throw new IllegalArgumentException("an observation has a code, a value, a unit and a time");
        }
        return new Observation(
                new MetricId(parts[0]), Quantity.parse(parts[1] + " " + parts[2]), SessionFields.time(parts[3]));
    }

    @Override
    public String toString() {
        return code + " " + value + " " + at;
    }
}
