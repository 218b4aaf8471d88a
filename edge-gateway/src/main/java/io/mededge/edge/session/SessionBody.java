package io.mededge.edge.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.edge.identity.PatientId;
import io.mededge.edge.identity.Role;
import io.mededge.edge.identity.StaffId;
import io.mededge.edge.session.SignatureClaim.Component;
import io.mededge.edge.session.SignatureClaim.Kind;
import io.mededge.model.id.MetricId;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request about a session, read here and not by the framework, whose own error answers quote the input. Every reading names the field that is wrong. */
final class SessionBody {
    static final int MAX_BYTES = 16_384;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode node;

    private SessionBody(JsonNode node) {
        this.node = node;
    }

    /** What was sent is not valid; the message names the field and the rule, never the content. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    static SessionBody read(byte[] body) throws Malformed {
        try {
            var node = body.length > MAX_BYTES ? null : JSON.readTree(body);
            if (node != null && node.isObject()) {
                return new SessionBody(node);
            }
        } catch (IOException notJson) {
            // the same answer
        }
        throw new Malformed("the body must be a JSON object of at most " + MAX_BYTES + " bytes");
    }

    private interface Reading<T> {
        T of(String text);
    }

    private static <T> T read(JsonNode from, String field, String form, Reading<T> reading) throws Malformed {
        try {
            return reading.of(from.path(field).asText());
        } catch (IllegalArgumentException outOfBounds) {
            throw new Malformed(field + " must be " + form);
        }
    }

    String text(String field) {
        return node.path(field).asText();
    }

    long version() throws Malformed {
        if (!node.path("version").canConvertToLong()) {
            throw new Malformed("version must be the version of the session that was seen");
        }
        return node.path("version").longValue();
    }

    PatientId patient() throws Malformed {
        return read(node, "patient", "an id as admission gave it, 32 hexadecimal digits", PatientId::new);
    }

    Instant time(String field) throws Malformed {
        return time(node, field);
    }

    private static Instant time(JsonNode from, String field) throws Malformed {
        return read(from, field, "a time of the form 2026-11-21T12:00:00Z", SessionFields::time);
    }

    boolean flag(String field) throws Malformed {
        if (!node.path(field).isBoolean()) {
            throw new Malformed(field + " must be true or false");
        }
        return node.path(field).booleanValue();
    }

    /** With the components that are there. */
    SignatureClaim claim(StaffId account, ZoneId zone) throws Malformed {
        var components = new ArrayList<Component>();
        for (var kind : Kind.values()) {
            var secret = text(kind.name().toLowerCase(Locale.ROOT));
            if (!secret.isEmpty()) {
                components.add(new Component(kind, secret));
            }
        }
        return new SignatureClaim(
                account,
                constant("role", "a role, for example nurse or charge-nurse", Role::valueOf),
                constant("meaning", "performed, reviewed or approved", Signature.Meaning::valueOf),
                zone,
                components);
    }

    private <T> T constant(String field, String form, Reading<T> reading) throws Malformed {
        return read(
                node,
                field,
                form,
                text -> reading.of(text.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /** What {@code change} names. */
    Change change() throws Malformed {
        return switch (text("change")) {
            case "reschedule" -> new Change.Reschedule(text("station"), time("begin"), time("end"));
            case "prescribe" -> prescription();
            case "observe" -> new Change.Observe(observation());
            case "correct" -> new Change.CorrectObservation(node.path("number").intValue(), observation());
            case "note" -> new Change.AddNote(text("text"));
            default -> throw new Malformed("change must be one of reschedule, prescribe, observe, correct and note");
        };
    }

    private Change prescription() throws Malformed {
        var targets = new ArrayList<Target>();
        for (var line : node.path("targets")) {
            var what = read(line, "what", "the id of a metric", MetricId::new);
            try {
                targets.add(new Target(what, quantity(line, "target"), quantity(line, "low"), quantity(line, "high")));
            } catch (IllegalArgumentException contradictory) {
                throw new Malformed("targets must each have a target or a limit, ascending and of one unit");
            }
        }
        return new Change.Prescribe(targets);
    }

    private static @Nullable Quantity quantity(JsonNode from, String field) throws Malformed {
        return from.has(field) ? read(from, field, "a quantity of the form 3.5 mL/min", Quantity::parse) : null;
    }

    private Observation observation() throws Malformed {
        return new Observation(
                read(node, "code", "the id of a metric", MetricId::new),
                read(node, "value", "a quantity of the form 3.5 mL/min", Quantity::parse),
                time("at"));
    }
}
