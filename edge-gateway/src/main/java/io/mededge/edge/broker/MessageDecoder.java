package io.mededge.edge.broker;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.model.fault.Decoded;
import io.mededge.model.id.MetricId;
import io.mededge.model.local.MachineMessage;
import io.mededge.model.local.MachineMessage.Happened;
import io.mededge.model.local.MachineMessage.Measured;
import io.mededge.model.local.MachineMessage.Value;
import io.mededge.model.local.MachineMessageCodec;
import io.mededge.model.outbound.Quality;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Bytes to a {@link MachineMessage}, by their content type. Pure, and never throws: whatever comes in, the answer is a message that satisfies every bound, or one
 * sentence that says why not, without repeating the bytes. The form is in docs/reference/topics.md.
 */
final class MessageDecoder {
    static final String JSON = "application/json";
    static final String PROTOBUF = "application/x-protobuf";

    private static final int MAX_DEPTH = 4;
    private static final int MAX_TEXT = 64;
    private static final int MAX_NUMBER = 32;
    private static final Set<String> KEYS = Set.of("id", "time", "values", "event");
    private static final Set<String> VALUE_KEYS = Set.of("value", "quality", "unit");
    private static final Set<String> EVENT_KEYS = Set.of("code", "phase");

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_TEXT)
                            .maxNameLength(MAX_TEXT)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private MessageDecoder() {}

    /** @param contentType as the message says; empty, as from clients of MQTT 3.1.1, is JSON */
    static Decoded<MachineMessage> decode(byte[] payload, String contentType) {
        if (payload.length > MachineMessage.MAX_BYTES) {
            return new Decoded.Malformed<>("a message has at most " + MachineMessage.MAX_BYTES + " bytes");
        }
        var type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case PROTOBUF -> MachineMessageCodec.decode(payload);
            case "", JSON -> json(payload);
            default -> new Decoded.Malformed<>("the content type must be " + JSON + " or " + PROTOBUF);
        };
    }

    private static Decoded<MachineMessage> json(byte[] payload) {
        try {
            return new Decoded.Value<>(message(MAPPER.readTree(payload)));
        } catch (IOException notJson) {
            return new Decoded.Malformed<>("the bytes are no JSON, or a key is there twice, or something is too long");
        } catch (IllegalArgumentException outOfBounds) {
            return new Decoded.Malformed<>(String.valueOf(outOfBounds.getMessage()));
        }
    }

    private static MachineMessage message(JsonNode root) {
        only(root, KEYS, "a message");
        var id = id(root.path("id"));
        var time = time(root.path("time"));
        if (root.has("values") == root.has("event")) {
            throw new IllegalArgumentException("a message has either values or an event");
        }
        return root.has("values")
                ? new Measured(id, time, values(root.path("values")))
                : happened(id, time, root.path("event"));
    }

    /** A misspelt key would silently be without effect, also that of a quality. */
    private static void only(JsonNode node, Set<String> keys, String what) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(what + " must be a JSON object");
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                throw new IllegalArgumentException(what + " has no other keys than "
                        + String.join(", ", keys.stream().sorted().toList()));
            }
        });
    }

    private static long id(JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToLong()) {
            throw new IllegalArgumentException("id must be a whole number from 1 to " + MachineMessage.MAX_ID);
        }
        return id.longValue();
    }

    private static Instant time(JsonNode time) {
        try {
            return DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(time.asText(), Instant::from);
        } catch (DateTimeException notATime) {
            throw new IllegalArgumentException(
                    "time must be a date and time with its offset, as 2026-03-01T10:15:30.250Z", notATime);
        }
    }

    private static List<Value> values(JsonNode values) {
        if (!values.isObject()) {
            throw new IllegalArgumentException("values must be a JSON object with a value for each metric");
        }
        var all = new ArrayList<Value>(values.size());
        values.properties().forEach(field -> all.add(value(new MetricId(field.getKey()), field.getValue())));
        return all;
    }

    private static Value value(MetricId metric, JsonNode node) {
        if (node.isNumber()) {
            return new Value(metric, node.doubleValue(), Quality.GOOD, "");
        }
        only(node, VALUE_KEYS, "a value that is no number");
        var quality = node.has("quality") ? quality(node.path("quality").asText()) : Quality.GOOD;
        var number = node.path("value");
        if (number.isMissingNode() && quality == Quality.INVALID) {
            return new Value(metric, 0, quality, unit(node));
        }
        if (!number.isNumber()) {
            throw new IllegalArgumentException("a value must be a number, or its quality invalid");
        }
        return new Value(metric, number.doubleValue(), quality, unit(node));
    }

    private static String unit(JsonNode value) {
        var unit = value.path("unit");
        if (!unit.isMissingNode() && !unit.isTextual()) {
            throw new IllegalArgumentException("a unit must be a text");
        }
        return unit.asText("");
    }

    private static Quality quality(String text) {
        for (var quality : Quality.values()) {
            if (text(quality).equals(text)) {
                return quality;
            }
        }
        throw new IllegalArgumentException("a quality is good, out-of-range, invalid or sign-unknown");
    }

    /** For example {@code out-of-range}. */
    static String text(Quality quality) {
        return quality.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Happened happened(long id, Instant time, JsonNode event) {
        only(event, EVENT_KEYS, "an event");
        var code = event.path("code");
        if (!code.isIntegralNumber() || !code.canConvertToInt()) {
            throw new IllegalArgumentException(
                    "an event's code is a whole number from 0 to " + MachineMessage.MAX_EVENT_CODE);
        }
        var phase = event.path("phase").asText();
        if (!phase.equals("start") && !phase.equals("end")) {
            throw new IllegalArgumentException("an event's phase is start or end");
        }
        return new Happened(id, time, code.intValue(), phase.equals("start"));
    }
}
