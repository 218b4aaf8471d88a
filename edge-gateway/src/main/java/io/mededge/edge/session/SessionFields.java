package io.mededge.edge.session;

import io.mededge.model.id.MetricId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The content of a session as named texts in ascending order of their names. All that a session is lies in these, so that the difference of two is the whole
 * audit trail of a change, and the audit trail alone gives the content back. The names are in docs/reference/sessions.md. Immutable.
 */
final class SessionFields {
    static final String STATION = "station";
    static final String BEGIN = "planned.begin";
    static final String END = "planned.end";
    static final String STATE = "state";
    static final String STARTED = "started";
    static final String ENDED = "ended";
    static final String OUTCOME = "outcome";
    static final String OBSERVATION = "observation.";
    static final String NOTE = "note.";

    private static final String PRESCRIPTION = "prescription.";
    private static final String TARGET = ".target";
    private static final String LOW = ".low";
    private static final String HIGH = ".high";
    /** Bound of the content of one kind; numbers have so many digits, so that their order is that of the names. */
    static final int MAX_NUMBERED = 999;

    /** What lies outside is no clock error but nonsense, and the region could not store it. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    static final SessionFields EMPTY = new SessionFields(new TreeMap<>());

    private final NavigableMap<String, String> values;

    private SessionFields(NavigableMap<String, String> values) {
        this.values = values;
    }

    /** One field with what it was and is; empty where it is not. */
    record Difference(String field, String before, String after) {}

    NavigableMap<String, String> values() {
        return Collections.unmodifiableNavigableMap(values);
    }

    /** The same but for one field. @param value empty: without it */
    SessionFields with(String field, String value) {
        var changed = new TreeMap<>(values);
        if (value.isEmpty()) {
            changed.remove(field);
        } else {
            changed.put(field, value);
        }
        return new SessionFields(changed);
    }

    SessionFields with(String field, Instant at) {
        return with(field, at.truncatedTo(ChronoUnit.MICROS).toString());
    }

    SessionFields with(List<Target> prescription) {
        var changed = new TreeMap<>(values);
        changed.keySet().removeIf(field -> field.startsWith(PRESCRIPTION));
        var fields = new SessionFields(changed);
        for (var line : prescription) {
            var name = PRESCRIPTION + line.what();
            fields = fields.with(name + TARGET, text(line.target()))
                    .with(name + LOW, text(line.low()))
                    .with(name + HIGH, text(line.high()));
        }
        return fields;
    }

    private static String text(@Nullable Quantity quantity) {
        return quantity == null ? "" : quantity.toString();
    }

    /** The name of the n-th of a kind. */
    static String numbered(String kind, int number) {
        return kind + String.format(Locale.ROOT, "%03d", number);
    }

    /** How many there are of a kind. */
    int count(String kind) {
        return (int)
                values.keySet().stream().filter(field -> field.startsWith(kind)).count();
    }

    Optional<String> get(String field) {
        return Optional.ofNullable(values.get(field));
    }

    /** Empty if there is none. */
    Optional<Instant> at(String field) {
        return get(field).map(SessionFields::time);
    }

    List<Target> prescription() {
        var whats = new TreeSet<String>();
        values.keySet().stream()
                .filter(field -> field.startsWith(PRESCRIPTION))
                .forEach(field -> whats.add(field.substring(PRESCRIPTION.length(), field.lastIndexOf('.'))));
        var lines = new ArrayList<Target>();
        for (var what : whats) {
            var name = PRESCRIPTION + what;
            lines.add(new Target(
                    new MetricId(what), quantity(name + TARGET), quantity(name + LOW), quantity(name + HIGH)));
        }
        return lines;
    }

    private @Nullable Quantity quantity(String field) {
        var text = values.get(field);
        return text == null ? null : Quantity.parse(text);
    }

    List<Observation> observations() {
        return texts(OBSERVATION).stream().map(Observation::parse).toList();
    }

    List<String> notes() {
        return texts(NOTE);
    }

    private List<String> texts(String kind) {
        return values.entrySet().stream()
                .filter(field -> field.getKey().startsWith(kind))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** What is different afterwards, in the order of the names. */
    List<Difference> differences(SessionFields after) {
        var names = new TreeSet<>(values.keySet());
        names.addAll(after.values.keySet());
        return names.stream()
                .map(name -> new Difference(name, values.getOrDefault(name, ""), after.values.getOrDefault(name, "")))
                .filter(difference -> !difference.before().equals(difference.after()))
                .toList();
    }

    /**
     * What the lines of an audit trail make, from the first on.
     *
     * @throws IllegalArgumentException if a line does not say what was there before
     */
    static SessionFields replay(List<AuditLine> lines) {
        var values = new TreeMap<String, String>();
        for (var line : lines) {
            if (!values.getOrDefault(line.field(), "").equals(line.before())) {
                throw new IllegalArgumentException("line " + line.number() + " of the audit trail does not follow");
            }
            if (line.after().isEmpty()) {
                values.remove(line.field());
            } else {
                values.put(line.field(), line.after());
            }
        }
        return new SessionFields(values);
    }

    static SessionFields of(NavigableMap<String, String> values) {
        return new SessionFields(new TreeMap<>(values));
    }

    /** @throws IllegalArgumentException if it is no time of the form {@code 2026-11-21T12:00:00Z} */
    static Instant time(String text) {
        try {
            var at = Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
            if (at.isBefore(EARLIEST) || !at.isBefore(LATEST)) {
                throw new IllegalArgumentException("a time lies between " + EARLIEST + " and " + LATEST);
            }
            return at;
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException("a time has the form 2026-11-21T12:00:00Z", notATime);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionFields fields && fields.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** The content is about a patient. */
    @Override
    public String toString() {
        return "[session fields]";
    }
}
