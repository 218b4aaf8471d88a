package io.mededge.edge.uplink;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.Devices;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.ClockReport;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.PatientLink;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.CertificateCodec;
import io.mededge.model.telemetry.Entry;
import io.mededge.model.telemetry.TelemetryCodec;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A batch as an MQTT payload. JSON is for people and for programs that do not know our schema: every value with its unit and quality. */
final class Payload {
    static final String PROTOBUF = "application/x-protobuf";
    static final String JSON = "application/json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Payload() {}

    static byte[] protobuf(Batch batch) {
        return TelemetryCodec.encode(batch);
    }

    static byte[] json(Batch batch, Devices devices) throws IOException {
        var stream = batch.stream();
        Map<MetricId, MetricDescription> metrics = devices.find(stream.device()).map(Device::description).stream()
                .flatMap(description -> description.metrics().stream())
                .collect(Collectors.toMap(MetricDescription::id, Function.identity()));
        var document = MAPPER.createObjectNode();
        document.put("schema", 1);
        document.put("region", stream.place().region().value());
        document.put("facility", stream.place().facility().value());
        document.put("gateway", stream.gateway().value());
        document.put("device", stream.device().value());
        document.put("stream", lower(stream.streamClass()));
        // a text, as many JSON readers lose digits above 2^53
        document.put("epoch", Long.toString(stream.epoch()));
        document.put("lane", lower(batch.lane()));
        var entries = document.putArray("entries");
        for (var entry : batch.entries()) {
            write(entries.addObject(), entry, metrics);
        }
        return MAPPER.writeValueAsBytes(document);
    }

    private static void write(ObjectNode node, Entry entry, Map<MetricId, MetricDescription> metrics) {
        node.put("sequence", entry.sequence());
        node.put("at", entry.at().toString());
        node.put("recorded", entry.recorded().toString());
        write(node, entry.body(), metrics);
    }

    private static void write(ObjectNode node, RegionBound body, Map<MetricId, MetricDescription> metrics) {
        if (body instanceof Sample sample) {
            var values = node.putObject("values");
            for (var reading : sample.readings()) {
                var value = values.putObject(reading.metric().value());
                value.put("value", reading.value());
                var metric = metrics.get(reading.metric());
                value.put("unit", metric == null ? "" : metric.unit());
                value.put("quality", lower(reading.quality()));
            }
        } else if (body instanceof Gap gap) {
            var missing = node.putObject("gap").put("fault", gap.fault().label());
            if (gap.until() != null) {
                missing.put("until", gap.until().toString());
            }
        } else if (body instanceof MachineEvent event) {
            node.putObject("event")
                    .put("number", event.machineSequence())
                    .put("code", event.code())
                    .put("name", event.name())
                    .put("phase", event.start() ? "start" : "end");
        } else if (body instanceof DeviceDescription description) {
            write(node.putObject("description"), description);
        } else if (body instanceof Certificate certificate) {
            // as it was signed: only these bytes can be checked
            node.put("certificate", CertificateCodec.encode(certificate));
        } else if (body instanceof ClockReport clock) {
            var report = node.putObject("clock").put("trust", lower(clock.trust()));
            if (clock.before() != null) {
                report.put("before", clock.before().toString());
            }
        } else if (body instanceof PatientAssociation
                || body instanceof AssociationCorrection
                || body instanceof SessionReport
                || body instanceof PatientLink) {
            throw new IllegalArgumentException("what names a patient, be it by a pseudonym, never leaves in JSON");
        }
    }

    private static void write(ObjectNode node, DeviceDescription description) {
        node.put("model", description.model())
                .put("serial", description.serial())
                .put("firmware", description.firmware())
                .put("station", description.station())
                .put("zone", description.zone())
                .put("profile", description.profile())
                .put("profileVersion", description.profileVersion())
                .put("pollMillis", description.pollMillis());
        var metrics = node.putObject("metrics");
        for (var metric : description.metrics()) {
            var described = metrics.putObject(metric.id().value())
                    .put("display", metric.display())
                    .put("unit", metric.unit())
                    .put("mdcCode", metric.mdcCode())
                    .put("mdcReference", metric.mdcReference())
                    .put("loincCode", metric.loincCode());
            if (metric.recording().isOnChange()) {
                described
                        .putObject("onChange")
                        .put("deadband", metric.recording().deadband())
                        .put("maxSilenceMillis", metric.recording().maxSilenceMillis());
            }
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
