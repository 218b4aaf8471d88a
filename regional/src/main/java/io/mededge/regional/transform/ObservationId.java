package io.mededge.regional.transform;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The logical id of an Observation, stable for ever: {@code s12} the latest of series 12, {@code s12-29312345} its minute 29312345 since 1970; {@code
 * b12} and {@code b12-29312345} the blood pressure whose systolic series is 12; {@code s12-29312345-c7} what the facility's correction 7 says whose it is.
 *
 * @param minute or {@link #LATEST}
 * @param correction 0: the minute as it was first recorded
 */
public record ObservationId(boolean bloodPressure, int series, long minute, long correction) {
    public static final long LATEST = -1;

    private static final Pattern FORM =
            Pattern.compile("([sb])([1-9][0-9]{0,8})(?:-(0|[1-9][0-9]{0,8})(?:-c([1-9][0-9]{0,17}))?)?");

    /** Empty if the text is no such id. */
    public static Optional<ObservationId> parse(String text) {
        var parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var minute = parts.group(3) == null ? LATEST : Long.parseLong(parts.group(3));
        var correction = parts.group(4) == null ? 0 : Long.parseLong(parts.group(4));
        return Optional.of(
                new ObservationId(parts.group(1).equals("b"), Integer.parseInt(parts.group(2)), minute, correction));
    }

    /** The same minute as a correction has it. */
    public ObservationId of(long number) {
        return new ObservationId(bloodPressure, series, minute, number);
    }

    public boolean isLatest() {
        return minute == LATEST;
    }

    @Override
    public String toString() {
        var id = (bloodPressure ? "b" : "s") + series;
        if (isLatest()) {
            return id;
        }
        return id + "-" + minute + (correction == 0 ? "" : "-c" + correction);
    }
}
