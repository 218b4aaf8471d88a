package io.mededge.regional.transform;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The logical id of an Observation, stable for ever: {@code s12} the latest of series 12, {@code s12-29312345} its minute 29312345 since 1970; {@code
 * b12} and {@code b12-29312345} the blood pressure whose systolic series is 12.
 *
 * @param minute or {@link #LATEST}
 */
public record ObservationId(boolean bloodPressure, int series, long minute) {
    public static final long LATEST = -1;

    private static final Pattern FORM = Pattern.compile("([sb])([1-9][0-9]{0,8})(?:-(0|[1-9][0-9]{0,8}))?");

    /** Empty if the text is no such id. */
    public static Optional<ObservationId> parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var minute = parts.group(3) == null ? LATEST : Long.parseLong(parts.group(3));
        return Optional.of(new ObservationId(parts.group(1).equals("b"), Integer.parseInt(parts.group(2)), minute));
    }

    public boolean isLatest() {
        return minute == LATEST;
    }

    @Override
    public String toString() {
        var id = (bloodPressure ? "b" : "s") + series;
        return isLatest() ? id : id + "-" + minute;
    }
}
