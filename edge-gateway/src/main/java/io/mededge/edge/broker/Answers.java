package io.mededge.edge.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mededge.edge.profile.Device;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.Entry;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the gateway says on the facility's broker, as JSON: answers to machines, and the newest values for screens at the bedside. */
final class Answers {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Answers() {}

    static byte[] stored(long id, boolean again) {
        return bytes(MAPPER.createObjectNode().put("id", id).put("stored", true).put("again", again));
    }

    /** @param id of the message; null if it could not be read */
    static byte[] refused(@Nullable Long id, FaultCode fault, String reason) {
        var answer = MAPPER.createObjectNode();
        if (id != null) {
            answer.put("id", id);
        }
        return bytes(answer.put("stored", false).put("fault", fault.label()).put("reason", reason));
    }

    /** The units of a device's metrics, for {@link #live}. */
    static Map<MetricId, String> units(Device device) {
        return device.profile().metrics().stream()
                .collect(Collectors.toMap(MetricDescription::id, MetricDescription::unit));
    }

    /** Whether a record is something for {@link #live}: values, or that none come. */
    static boolean isLive(Entry entry) {
        return entry.body() instanceof Sample || entry.body() instanceof Gap gap && gap.until() == null;
    }

    static byte[] live(Device device, Map<MetricId, String> units, Entry entry) {
        var live = MAPPER.createObjectNode();
        live.put("device", device.id().value());
        live.put("station", device.station());
        live.put("time", entry.at().toString());
        if (entry.body() instanceof Sample sample) {
            var values = live.putObject("values");
            for (var reading : sample.readings()) {
                var value = values.putObject(reading.metric().value());
                value.put("value", reading.value());
                value.put("unit", units.getOrDefault(reading.metric(), ""));
                if (reading.quality() != Quality.GOOD) {
                    value.put("quality", MessageDecoder.text(reading.quality()));
                }
            }
        } else if (entry.body() instanceof Gap gap) {
            live.put("fault", gap.fault().label());
        }
        return bytes(live);
    }

    private static byte[] bytes(ObjectNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
