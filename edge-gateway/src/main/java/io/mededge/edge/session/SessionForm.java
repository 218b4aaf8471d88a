package io.mededge.edge.session;

import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.session.SessionBody.Malformed;
import io.mededge.edge.session.SignatureClaim.Component;
import io.mededge.edge.session.SignatureClaim.Kind;
import io.mededge.edge.session.StationMetrics.Metric;
import io.mededge.model.id.MetricId;
import io.mededge.model.session.SessionEvent;
import io.mededge.model.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was typed into a form about a session, {@code do} saying which form it is. It is kept, so that a refusal shows the form as it was filled in; secrets are
 * not.
 */
final class SessionForm {
    /** In place of a metric: both values at once, as {@code 118/64}. */
    static final String BLOOD_PRESSURE = "blood-pressure";

    private static final List<String> SECRETS = List.of("badge", "pin", "password");
    private static final List<String> LIMITS = List.of("target", "low", "high");
    private static final String NUMBER = "a number of at most 12 digits, for example 3.5";

    private final Map<String, String> fields = new HashMap<>();
    private final PlaceTime time;

    /** @param sent the first value of each counts */
    SessionForm(Map<String, List<String>> sent, PlaceTime time) {
        this.time = time;
        sent.forEach((name, values) ->
                fields.put(name, values.isEmpty() ? "" : values.get(0).strip()));
    }

    private interface Reading<T> {
        T of(String text);
    }

    private <T> T read(String field, String form, Reading<T> reading) throws Malformed {
        try {
            return reading.of(text(field));
        } catch (IllegalArgumentException outOfBounds) {
            throw new Malformed(field + " must be " + form);
        }
    }

    String text(String field) {
        return fields.getOrDefault(field, "");
    }

    /** Which form it is. */
    String form() {
        return text("do");
    }

    /** What can be shown again. */
    Map<String, String> typed() {
        var typed = new HashMap<>(fields);
        SECRETS.forEach(typed::remove);
        return typed;
    }

    long version() throws Malformed {
        return read("version", "the version of the session that was seen", Long::parseLong);
    }

    SessionId session() throws Malformed {
        return read("session", "a session", SessionId::new);
    }

    Instant time(String field) throws Malformed {
        // beyond these bounds it could not be read again
        return read(
                field,
                "a time of the form 2026-11-21T14:05",
                typed -> SessionFields.time(time.instant(typed).toString()));
    }

    /** The end of what begins then. */
    Instant end(Instant begin) throws Malformed {
        return begin.plus(Duration.ofMinutes(read("minutes", "a number of minutes", Short::parseShort)));
    }

    SessionEvent event() throws Malformed {
        return read(
                "event",
                "one of those that the session names",
                name -> Stream.of(SessionEvent.values())
                        .filter(event -> event.name().equals(name))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new));
    }

    Change change(StationMetrics metrics, Instant now) throws Malformed {
        return switch (form()) {
            case "move" -> new Change.Move(event());
            case "reschedule" -> {
                var begin = time("begin");
                yield new Change.Reschedule(text("station"), begin, end(begin));
            }
            case "prescribe" -> prescription(metrics);
            case "observe" -> observation(metrics, now);
            case "correct" ->
                new Change.CorrectObservation(
                        read("number", "the number of an observation", Integer::parseInt),
                        observation(metric(metrics), text("value"), now));
            case "note" -> new Change.AddNote(text("text").replace("\r\n", "\n"));
            default -> throw new Malformed("there is no such form");
        };
    }

    private Change prescription(StationMetrics metrics) throws Malformed {
        var targets = new ArrayList<Target>();
        for (var metric : metrics.settings()) {
            if (LIMITS.stream()
                    .anyMatch(limit -> !text(limit + "." + metric.id()).isEmpty())) {
                targets.add(target(metric));
            }
        }
        return new Change.Prescribe(targets);
    }

    private Target target(Metric metric) throws Malformed {
        var target = limit("target", metric);
        var low = limit("low", metric);
        var high = limit("high", metric);
        try {
            return new Target(new MetricId(metric.id()), target, low, high);
        } catch (IllegalArgumentException contradictory) {
            throw new Malformed(metric.display() + ": the target must not lie outside its limits");
        }
    }

    private @Nullable Quantity limit(String limit, Metric metric) throws Malformed {
        var typed = text(limit + "." + metric.id());
        return typed.isEmpty() ? null : quantity(metric.display(), typed, metric);
    }

    private static Quantity quantity(String what, String typed, Metric metric) throws Malformed {
        try {
            // a comma is what half of the world types
            return Quantity.parse(typed.replace(',', '.') + " " + metric.unit());
        } catch (IllegalArgumentException noNumber) {
            throw new Malformed(what + " must be " + NUMBER);
        }
    }

    private Change observation(StationMetrics metrics, Instant now) throws Malformed {
        if (!text("code").equals(BLOOD_PRESSURE)) {
            return new Change.Observe(observation(metric(metrics), text("value"), now));
        }
        var values = text("value").split("/", -1);
        if (values.length != 2) {
            throw new Malformed("a blood pressure must be of the form 118/64");
        }
        var systolic = metrics.find(StationMetrics.SYSTOLIC.value()).orElseThrow();
        var diastolic = metrics.find(StationMetrics.DIASTOLIC.value()).orElseThrow();
        return new Change.ObserveTogether(
                List.of(observation(systolic, values[0].strip(), now), observation(diastolic, values[1].strip(), now)));
    }

    private Metric metric(StationMetrics metrics) throws Malformed {
        return metrics.find(text("code")).orElseThrow(() -> new Malformed("choose what was observed"));
    }

    private Observation observation(Metric metric, String value, Instant now) throws Malformed {
        var at = text("at").isEmpty() ? now : time("at");
        if (at.isAfter(now)) {
            throw new Malformed("what was observed lies in the past");
        }
        return new Observation(new MetricId(metric.id()), quantity(metric.display(), value, metric), at);
    }

    /** Of whoever is logged in, who gives the components of the identity anew. */
    SignatureClaim claim(StaffId account) throws Malformed {
        var components = new ArrayList<Component>();
        for (var kind : List.of(Kind.BADGE, Kind.PIN, Kind.PASSWORD)) {
            var secret = text(kind.name().toLowerCase(Locale.ROOT));
            if (!secret.isEmpty()) {
                components.add(new Component(kind, secret));
            }
        }
        return new SignatureClaim(
                account,
                read("role", "a role in which one signs", Role::valueOf),
                read("meaning", "performed, reviewed or approved", Signature.Meaning::valueOf),
                time.zone(),
                components);
    }

    /** What was typed may name a patient's condition. */
    @Override
    public String toString() {
        return "[session form]";
    }
}
