package io.mededge.edge.session;

import io.mededge.model.session.SessionLifecycle;
import io.mededge.model.session.SessionState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The day as a picture: one lane for each station that has sessions, one block for each session, in units of an SVG whose width is {@link #WIDTH}. Pure.
 *
 * @param now where the present is; empty if it is not on this day
 */
record DayPlan(List<Lane> lanes, List<Hour> hours, String now, int height) {
    static final int WIDTH = 1000;
    private static final int LEFT = 64;
    private static final int TOP = 24;
    private static final int LANE = 30;
    private static final int GAP = 4;
    private static final int NARROWEST = 14;
    /** So that a short day is not drawn as if it were long. */
    private static final int FEWEST_HOURS = 8;

    /** @param top of the lane @param text base line of its name */
    record Lane(String station, int top, int text, List<Block> blocks) {}

    /** @param label what is read aloud @param words inside the block */
    record Block(
            String id,
            String state,
            String x,
            String width,
            String inner,
            int y,
            int height,
            String label,
            String words) {}

    record Hour(String x, String words) {}

    /** @param words of a session, to be shown to whoever looks */
    static DayPlan of(
            List<Session> sessions,
            Instant begin,
            Instant end,
            Instant now,
            PlaceTime time,
            Function<Session, String> words) {
        var from = sessions.stream()
                .map(session -> session.plan().begin())
                .min(Comparator.naturalOrder())
                .map(first -> later(begin, first.truncatedTo(ChronoUnit.HOURS)))
                .orElse(begin);
        var until = sessions.stream()
                .map(session -> session.plan().freeAt())
                .max(Comparator.naturalOrder())
                .map(last -> earlier(end, last.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS)))
                .orElse(end);
        if (!now.isBefore(begin) && now.isBefore(end)) {
            from = earlier(from, now.truncatedTo(ChronoUnit.HOURS));
            until = later(until, now.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS));
        }
        until = later(until, earlier(end, from.plus(FEWEST_HOURS, ChronoUnit.HOURS)));
        from = earlier(from, later(begin, until.minus(FEWEST_HOURS, ChronoUnit.HOURS)));
        var scale = new Scale(from, until);
        var lanes = lanes(sessions, scale, time, words);
        return new DayPlan(
                lanes,
                hours(scale, time),
                now.isBefore(from) || now.isAfter(until) ? "" : text(scale.x(now)),
                TOP + lanes.size() * LANE + GAP);
    }

    private record Scale(Instant from, Instant until) {
        private double x(Instant at) {
            var share = (double) Duration.between(from, at).toMillis()
                    / Duration.between(from, until).toMillis();
            return LEFT + Math.max(0, Math.min(1, share)) * (WIDTH - LEFT - GAP);
        }
    }

    private static List<Lane> lanes(
            List<Session> sessions, Scale scale, PlaceTime time, Function<Session, String> words) {
        var byStation = new TreeMap<String, List<Session>>();
        sessions.forEach(session -> byStation
                .computeIfAbsent(session.plan().station(), station -> new ArrayList<>())
                .add(session));
        var lanes = new ArrayList<Lane>();
        byStation.forEach((station, here) -> {
            var top = TOP + lanes.size() * LANE;
            lanes.add(new Lane(
                    station,
                    top,
                    top + LANE / 2 + 4,
                    here.stream()
                            // what was cancelled lies under what took its place
                            .sorted(Comparator.comparing(session -> session.state() != SessionState.CANCELLED))
                            .map(session -> block(session, scale, top, time, words.apply(session)))
                            .toList()));
        });
        return lanes;
    }

    private static Block block(Session session, Scale scale, int top, PlaceTime time, String words) {
        var plan = session.plan();
        var x = scale.x(plan.begin());
        var width = Math.max(NARROWEST, scale.x(plan.end()) - x - 2);
        var state = session.state();
        return new Block(
                session.id().value(),
                SessionLifecycle.words(state),
                text(x),
                text(width),
                text(width - 6),
                top + 2,
                LANE - GAP,
                plan.station() + ", " + time.time(plan.begin()) + " to " + time.time(plan.end()) + ", "
                        + SessionWords.word(state) + (words.isEmpty() ? "" : ", " + words),
                SessionWords.shape(state) + " " + SessionWords.word(state) + (words.isEmpty() ? "" : " · " + words));
    }

    private static List<Hour> hours(Scale scale, PlaceTime time) {
        var hours = new ArrayList<Hour>();
        for (var at = scale.from(); at.isBefore(scale.until()); at = at.plus(1, ChronoUnit.HOURS)) {
            hours.add(new Hour(text(scale.x(at)), time.time(at)));
        }
        return hours;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String text(double units) {
        return String.format(Locale.ROOT, "%.1f", units);
    }

    public int width() {
        return WIDTH;
    }
}
