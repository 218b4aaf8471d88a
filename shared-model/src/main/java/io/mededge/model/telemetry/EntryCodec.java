package io.mededge.model.telemetry;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.telemetry.wire.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The entries of a batch to and from protobuf. Decoding throws IllegalArgumentException, which {@link TelemetryCodec} turns into a reason. */
final class EntryCodec {
    private EntryCodec() {}

    static Wire.EntryMessage encode(Entry entry, Map<MetricId, Integer> indexByMetric) {
        var message = Wire.EntryMessage.newBuilder()
                .setSequence(entry.sequence())
                .setAtMicros(TelemetryCodec.micros(entry.at()))
                .setRecordedMicros(TelemetryCodec.micros(entry.recorded()));
        var body = entry.body();
        if (body instanceof Sample sample) {
            message.setSample(encode(sample, indexByMetric));
        } else if (body instanceof Gap gap) {
            message.setGap(Wire.GapMessage.newBuilder()
                    .setFault(gap.fault().number())
                    .setUntilMicros(gap.until() == null ? 0 : TelemetryCodec.micros(gap.until())));
        } else if (body instanceof DeviceDescription description) {
            message.setDescription(encode(description));
        } else if (body instanceof PatientAssociation association) {
            var patient = association.patient();
            message.setAssociation(
                    Wire.AssociationMessage.newBuilder().setPseudonym(patient == null ? "" : patient.hex()));
        } else if (body instanceof MachineEvent event) {
            message.setMachineEvent(Wire.MachineEventMessage.newBuilder()
                    .setMachineSequence(event.machineSequence())
                    .setCode(event.code())
                    .setName(event.name())
                    .setStart(event.start()));
        }
        return message.build();
    }

    private static Wire.SampleMessage encode(Sample sample, Map<MetricId, Integer> indexByMetric) {
        var message = Wire.SampleMessage.newBuilder();
        var allGood = sample.readings().stream().allMatch(reading -> reading.quality() == Quality.GOOD);
        for (var reading : sample.readings()) {
            message.addMetric(indexByMetric.computeIfAbsent(reading.metric(), unseen -> indexByMetric.size()));
            message.addValue(reading.value());
            if (!allGood) {
                message.addQuality(reading.quality().ordinal());
            }
        }
        return message.build();
    }

    private static Wire.DescriptionMessage encode(DeviceDescription description) {
        var message = Wire.DescriptionMessage.newBuilder()
                .setModel(description.model())
                .setSerial(description.serial())
                .setFirmware(description.firmware())
                .setStation(description.station())
                .setZone(description.zone())
                .setProfile(description.profile())
                .setProfileVersion(description.profileVersion())
                .setDeviceType(description.deviceType())
                .setPollMillis(description.pollMillis());
        for (var metric : description.metrics()) {
            var part = message.addMetricBuilder()
                    .setId(metric.id().value())
                    .setDisplay(metric.display())
                    .setUnit(metric.unit())
                    .setMdcCode(metric.mdcCode())
                    .setMdcReference(metric.mdcReference())
                    .setLoincCode(metric.loincCode())
                    .setKind(metric.kind().ordinal())
                    .setCategory(metric.category().ordinal());
            for (var choice : metric.choices()) {
                part.addChoiceBuilder()
                        .setNumber(choice.number())
                        .setCode(choice.code())
                        .setDisplay(choice.display());
            }
        }
        return message.build();
    }

    static Entry decode(Wire.EntryMessage message, List<MetricId> metrics) {
        return new Entry(
                message.getSequence(),
                TelemetryCodec.instant(message.getAtMicros()),
                TelemetryCodec.instant(message.getRecordedMicros()),
                body(message, metrics));
    }

    private static RegionBound body(Wire.EntryMessage message, List<MetricId> metrics) {
        return switch (message.getBodyCase()) {
            case SAMPLE -> sample(message.getSample(), metrics);
            case GAP -> gap(message.getGap());
            case DESCRIPTION -> description(message.getDescription());
            case ASSOCIATION -> {
                var pseudonym = message.getAssociation().getPseudonym();
                yield new PatientAssociation(pseudonym.isEmpty() ? null : new Pseudonym(pseudonym));
            }
            case MACHINE_EVENT -> {
                var event = message.getMachineEvent();
                yield new MachineEvent(event.getMachineSequence(), event.getCode(), event.getName(), event.getStart());
            }
            case BODY_NOT_SET ->
                throw new IllegalArgumentException(
                        "entry " + message.getSequence() + " has no content that is known here");
        };
    }

    private static Sample sample(Wire.SampleMessage message, List<MetricId> metrics) {
        var size = message.getMetricCount();
        var qualities = message.getQualityCount();
        if (message.getValueCount() != size || (qualities != 0 && qualities != size)) {
            throw new IllegalArgumentException("a sample needs a value and, if any, a quality for each metric");
        }
        var readings = new ArrayList<Sample.Reading>(Math.min(size, Sample.MAX_READINGS));
        for (var i = 0; i < size; i++) {
            var index = message.getMetric(i);
            if (index < 0 || index >= metrics.size()) {
                throw new IllegalArgumentException("a sample refers to a metric that its batch does not name");
            }
            var quality = qualities == 0
                    ? Quality.GOOD
                    : TelemetryCodec.at(Quality.values(), message.getQuality(i), "quality");
            readings.add(new Sample.Reading(metrics.get(index), message.getValue(i), quality));
        }
        return new Sample(readings);
    }

    private static Gap gap(Wire.GapMessage message) {
        var fault = FaultCode.ofNumber(message.getFault())
                .orElseThrow(() -> new IllegalArgumentException("fault " + message.getFault() + " is not known"));
        return new Gap(fault, message.getUntilMicros() == 0 ? null : TelemetryCodec.instant(message.getUntilMicros()));
    }

    private static DeviceDescription description(Wire.DescriptionMessage message) {
        var metrics = message.getMetricList().stream().map(EntryCodec::metric).toList();
        return new DeviceDescription(
                message.getModel(),
                message.getSerial(),
                message.getFirmware(),
                message.getStation(),
                message.getZone(),
                message.getProfile(),
                message.getProfileVersion(),
                message.getDeviceType(),
                message.getPollMillis(),
                metrics);
    }

    private static MetricDescription metric(Wire.MetricMessage message) {
        return new MetricDescription(
                new MetricId(message.getId()),
                message.getDisplay(),
                message.getUnit(),
                message.getMdcCode(),
                message.getMdcReference(),
                message.getLoincCode(),
                TelemetryCodec.at(MetricDescription.Kind.values(), message.getKind(), "kind"),
                TelemetryCodec.at(MetricDescription.Category.values(), message.getCategory(), "category"),
                message.getChoiceList().stream()
                        .map(choice ->
                                new MetricDescription.Choice(choice.getNumber(), choice.getCode(), choice.getDisplay()))
                        .toList());
    }
}
