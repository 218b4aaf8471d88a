package io.mededge.edge.monitor;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What pages of other features show of a station: the board's own texts, under the keys by which the board's stream of events keeps them current.
 *
 * @param state token of the machine's state, for a style sheet
 * @param phase with the remaining time, for example {@code Treatment · 2:14 left}; empty when the machine has no mode
 * @param at ms since 1970 of the last values; null when none came
 * @param pressure by the cuff; null when there is none
 * @param priority of the most urgent alarm; null when there is none
 * @param alarms in words, the most urgent first; empty when there is none
 */
public record Glance(
        String station,
        String state,
        String shape,
        String word,
        String phase,
        @Nullable String at,
        long staleAfterMillis,
        List<Value> values,
        @Nullable Pressure pressure,
        @Nullable String priority,
        String alarms) {
    /** @param text null when there is no value @param quality null when it is good */
    public record Value(
            String key,
            String label,
            @Nullable String text,
            String unit,
            @Nullable String quality) {}

    /** @param text systolic and diastolic, mmHg @param current whether it is neither stale nor of a cuff that does not answer */
    public record Pressure(String text, Instant at, boolean current) {}

    static Glance of(Tile tile) {
        var pressed = tile.pressure().text();
        var pressedAt = tile.pressureAt();
        return new Glance(
                tile.station(),
                tile.state().token(),
                tile.state().shape(),
                tile.state().word(),
                tile.phase() == null ? "" : tile.phase(),
                tile.at(),
                tile.staleAfterMillis(),
                tile.figures().stream()
                        .map(figure -> new Value(
                                tile.station() + "." + figure.id(),
                                figure.label(),
                                figure.text(),
                                figure.unit(),
                                figure.quality()))
                        .toList(),
                pressed == null || pressedAt == null
                        ? null
                        : new Pressure(
                                pressed,
                                Instant.ofEpochMilli(Long.parseLong(pressedAt)),
                                tile.pressure().quality() == null),
                tile.priority(),
                tile.alarms());
    }
}
