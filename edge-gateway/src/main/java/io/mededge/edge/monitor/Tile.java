package io.mededge.edge.monitor;

import io.mededge.edge.monitor.WatchedDevice.Newest;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.Quality;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One station on the board, as text. The page is rendered from it, and {@link #publish} gives the same texts by key, so that what is live and what was
 * loaded cannot differ.
 *
 * @param who the patient's initials; empty when nobody is associated
 * @param phase with the remaining time, for example {@code Treatment · 2:14 left}
 * @param priority of {@code mark}; null when there is no alarm
 * @param mark what the machine's most urgent alarm is, in short, and how many more there are
 * @param at ms since 1970 of the last values; null when none came
 * @param removed share of the UF goal, 0 to 1; null when unknown
 * @param pressureAt ms since 1970 of the blood pressure
 * @param completeShare of the polls of the last ten minutes, 0 to 100; null when unknown
 */
record Tile(
        String station,
        String zone,
        String who,
        StationState state,
        @Nullable String phase,
        @Nullable String priority,
        @Nullable String mark,
        String alarms,
        @Nullable String at,
        long staleAfterMillis,
        List<Figure> figures,
        @Nullable String removed,
        @Nullable String removedText,
        Figure pressure,
        @Nullable String pressureAt,
        @Nullable String pressureTime,
        long pressureStaleAfterMillis,
        @Nullable String completeShare,
        String completeWords) {

    /**
     * @param text null when there is no value
     * @param quality null when it is good
     */
    record Figure(
            String id,
            String label,
            @Nullable String text,
            String unit,
            @Nullable String quality) {}

    private static final String UNSIGNED = "-unsigned";
    private static final MetricId SYSTOLIC = new MetricId("bp-systolic");
    private static final MetricId DIASTOLIC = new MetricId("bp-diastolic");
    private static final MetricId UF_REMOVED = new MetricId("uf-removed");
    private static final MetricId UF_GOAL = new MetricId("uf-goal");
    private static final MetricId REMAINING = new MetricId("therapy-remaining");

    static Tile of(Station station, String who, Instant now, ZoneId zone) {
        var machine = station.machine();
        var alarms = station.alarms(now);
        var complete = machine.completeness(now);
        var pressure = station.newest(SYSTOLIC, now);
        return new Tile(
                station.name(),
                station.zone(),
                who,
                station.state(now),
                phase(station, now),
                station.priority(now).map(RelayedAlarm.Priority::token).orElse(null),
                mark(station, alarms, now),
                String.join(", ", alarms.stream().map(RelayedAlarm::words).toList()),
                machine.lastSample().map(at -> Long.toString(at.toEpochMilli())).orElse(null),
                machine.silentAfter().toMillis(),
                List.of(
                        figure(station, "blood-flow", "Blood flow", "mL/min", now),
                        figure(station, "arterial-pressure", "Arterial", "mmHg", now),
                        figure(station, "venous-pressure", "Venous", "mmHg", now),
                        figure(station, "uf-rate", "UF", "mL/h", now)),
                share(station, now),
                removed(station, now),
                pressure(station, now),
                pressure.map(p -> Long.toString(p.at().toEpochMilli())).orElse(null),
                pressure.map(p -> DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT)
                                .format(p.at().atZone(zone)))
                        .orElse(null),
                station.with(SYSTOLIC)
                        .map(device -> device.staleAfter(SYSTOLIC))
                        .orElse(Duration.ZERO)
                        .toMillis(),
                share(complete),
                words(complete));
    }

    /** All that can change, by key, but who is treated. */
    void publish(BiConsumer<String, @Nullable String> live) {
        live.accept(station + ".state", state.token());
        live.accept(station + ".shape", state.shape());
        live.accept(station + ".word", state.word());
        live.accept(station + ".phase", phase == null ? "" : phase);
        live.accept(station + ".priority", priority);
        live.accept(station + ".mark", mark == null ? "" : mark);
        live.accept(station + ".alarms", alarms);
        live.accept(station + ".at", at);
        for (var figure : figures) {
            live.accept(station + "." + figure.id, figure.text);
            live.accept(station + "." + figure.id + ".quality", figure.quality);
        }
        live.accept(station + ".removed", removed);
        live.accept(station + ".removed.text", removedText == null ? "" : removedText);
        live.accept(station + ".bp", pressure.text);
        live.accept(station + ".bp.quality", pressure.quality);
        live.accept(station + ".bp.at", pressureAt);
        live.accept(station + ".bp.time", pressureTime == null ? "" : pressureTime);
        live.accept(station + ".complete", completeShare == null ? "0 100" : completeShare + " 100");
        live.accept(station + ".complete.words", completeWords);
    }

    private static @Nullable String phase(Station station, Instant now) {
        var phase = station.phase(now);
        var remaining = station.newest(REMAINING, now);
        if (phase.isPresent() && station.inTreatment(now) && remaining.isPresent()) {
            return phase.get() + " · " + Readout.hours(remaining.get().value()) + " left";
        }
        return phase.orElse(null);
    }

    private static @Nullable String mark(Station station, List<RelayedAlarm> alarms, Instant now) {
        if (alarms.isEmpty()) {
            return station.priority(now).isPresent() ? station.state(now).word() : null;
        }
        return alarms.get(0).mark() + (alarms.size() > 1 ? " +" + (alarms.size() - 1) : "");
    }

    private static Figure figure(Station station, String id, String label, String unit, Instant now) {
        var metric = new MetricId(id);
        // an older machine's pressure is shown with its doubt rather than not at all
        var shown = station.with(metric).isPresent() ? metric : new MetricId(id + UNSIGNED);
        var newest = station.newest(shown, now);
        if (newest.isEmpty()) {
            var absent = station.with(shown).isEmpty();
            return new Figure(id, label, absent ? "–" : null, unit, absent ? "absent" : null);
        }
        return new Figure(
                id,
                label,
                newest.get().quality() == Quality.INVALID
                        ? null
                        : Readout.text(newest.get().metric(), newest.get().value()),
                Readout.unit(newest.get().metric().unit()),
                quality(newest.get()));
    }

    /** How a value may be believed, as a token for the style sheet; null when it is good. */
    static @Nullable String quality(Newest newest) {
        if (newest.quality() != Quality.GOOD) {
            return newest.quality().name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return newest.stale() ? "stale" : null;
    }

    private static Figure pressure(Station station, Instant now) {
        var device = station.with(SYSTOLIC);
        var systolic = station.newest(SYSTOLIC, now);
        var diastolic = station.newest(DIASTOLIC, now);
        if (device.isEmpty()) {
            return new Figure("bp", "BP", "–", "mmHg", "absent");
        }
        var lost = device.get().fault().isPresent() ? "link-lost" : null;
        if (systolic.isEmpty() || diastolic.isEmpty()) {
            return new Figure("bp", "BP", null, "mmHg", lost);
        }
        var text = Readout.number(systolic.get().value(), 0) + "/"
                + Readout.number(diastolic.get().value(), 0);
        return new Figure("bp", "BP", text, "mmHg", lost == null ? quality(systolic.get()) : lost);
    }

    private static Optional<Double> value(Station station, MetricId metric, Instant now) {
        return station.newest(metric, now).map(Newest::value);
    }

    private static @Nullable String share(Station station, Instant now) {
        var removed = value(station, UF_REMOVED, now);
        var goal = value(station, UF_GOAL, now);
        return removed.isEmpty() || goal.isEmpty() || goal.get() <= 0
                ? null
                : String.format(Locale.ROOT, "%.3f", Math.min(1, removed.get() / goal.get()));
    }

    private static @Nullable String removed(Station station, Instant now) {
        var removed = value(station, UF_REMOVED, now);
        var goal = value(station, UF_GOAL, now);
        return removed.isEmpty() || goal.isEmpty() || goal.get() <= 0
                ? null
                : Readout.litres(removed.get()) + " of " + Readout.litres(goal.get()) + " L";
    }

    private static @Nullable String share(Track.Completeness complete) {
        var all = complete.got() + complete.missing();
        return all == 0 ? null : Long.toString(100L * complete.got() / all);
    }

    private static String words(Track.Completeness complete) {
        if (complete.got() + complete.missing() == 0) {
            return "Completeness unknown: no data in the last 10 min";
        }
        return complete.missing() == 0
                ? "Complete: no poll missing in the last 10 min"
                : Readout.number(complete.missing(), 0) + " of "
                        + Readout.number(complete.got() + (double) complete.missing(), 0)
                        + " polls missing in the last 10 min";
    }
}
