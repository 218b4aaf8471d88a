package io.mededge.model.telemetry;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.ClockReport;
import io.mededge.model.outbound.ClockTrust;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.PatientAssociation;
import io.mededge.model.outbound.PatientLink;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.RegionBound;
import io.mededge.model.outbound.Sample;
import io.mededge.model.outbound.SessionReport;
import io.mededge.model.session.SessionId;
import io.mededge.model.session.SessionState;
import io.mededge.model.telemetry.wire.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of a batch to and from protobuf. Decoding throws IllegalArgumentException, which {@link TelemetryCodec} turns into a reason. */
final class EntryCodec {
    private static final int FIXED_64_BYTES = 1 + Long.BYTES;

    private EntryCodec() {}

    /**
     * Writes the entry as a field of its batch. Samples, which are nearly all that is ever sent, are written without the generated messages: those cost five
     * times as much. The bytes are the same.
     */
    static void write(Entry entry, MetricIndex metrics, CodedOutputStream out) throws IOException {
        if (entry.body() instanceof Sample sample) {
            write(entry, sample, metrics, out);
        } else {
            out.writeMessage(Wire.BatchMessage.ENTRY_FIELD_NUMBER, encode(entry));
        }
    }

    private static void write(Entry entry, Sample sample, MetricIndex metrics, CodedOutputStream out)
            throws IOException {
        var readings = sample.readings();
        var count = readings.size();
        var positions = new int[count];
        var positionBytes = 0;
        var allGood = true;
        for (var i = 0; i < count; i++) {
            var reading = readings.get(i);
            positions[i] = metrics.position(reading.metric(), i);
            positionBytes += CodedOutputStream.computeUInt32SizeNoTag(positions[i]);
            allGood &= reading.quality() == Quality.GOOD;
        }
        var sampleBytes = lengthDelimited(positionBytes)
                + lengthDelimited(count * Double.BYTES)
                + (allGood ? 0 : lengthDelimited(count));
        var at = TelemetryCodec.micros(entry.at());
        var recorded = TelemetryCodec.micros(entry.recorded());
        out.writeTag(Wire.BatchMessage.ENTRY_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(
                CodedOutputStream.computeUInt64Size(Wire.EntryMessage.SEQUENCE_FIELD_NUMBER, entry.sequence())
                        + (at == 0 ? 0 : FIXED_64_BYTES)
                        + (recorded == 0 ? 0 : FIXED_64_BYTES)
                        + lengthDelimited(sampleBytes));
        out.writeUInt64(Wire.EntryMessage.SEQUENCE_FIELD_NUMBER, entry.sequence());
        if (at != 0) {
            out.writeSFixed64(Wire.EntryMessage.AT_MICROS_FIELD_NUMBER, at);
        }
        if (recorded != 0) {
            out.writeSFixed64(Wire.EntryMessage.RECORDED_MICROS_FIELD_NUMBER, recorded);
        }
        open(Wire.EntryMessage.SAMPLE_FIELD_NUMBER, sampleBytes, out);
        open(Wire.SampleMessage.METRIC_FIELD_NUMBER, positionBytes, out);
        for (var position : positions) {
            out.writeUInt32NoTag(position);
        }
        open(Wire.SampleMessage.VALUE_FIELD_NUMBER, count * Double.BYTES, out);
        for (var i = 0; i < count; i++) {
            out.writeDoubleNoTag(readings.get(i).value());
        }
        if (!allGood) {
            open(Wire.SampleMessage.QUALITY_FIELD_NUMBER, count, out);
            for (var i = 0; i < count; i++) {
                out.writeUInt32NoTag(readings.get(i).quality().ordinal());
            }
        }
    }

    private static void open(int field, int bytes, CodedOutputStream out) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(bytes);
    }

    /** With its tag, which is one byte for fields up to 15. */
    private static int lengthDelimited(int bytes) {
        return 1 + CodedOutputStream.computeUInt32SizeNoTag(bytes) + bytes;
    }

    private static Wire.EntryMessage encode(Entry entry) {
        var message = Wire.EntryMessage.newBuilder()
                .setSequence(entry.sequence())
                .setAtMicros(TelemetryCodec.micros(entry.at()))
                .setRecordedMicros(TelemetryCodec.micros(entry.recorded()));
        var body = entry.body();
        if (body instanceof Gap gap) {
            message.setGap(Wire.GapMessage.newBuilder()
                    .setFault(gap.fault().number())
                    .setUntilMicros(gap.until() == null ? 0 : TelemetryCodec.micros(gap.until())));
        } else if (body instanceof DeviceDescription description) {
            message.setDescription(encode(description));
        } else if (body instanceof PatientAssociation association) {
            message.setAssociation(Wire.AssociationMessage.newBuilder().setPseudonym(hex(association.patient())));
        } else if (body instanceof AssociationCorrection correction) {
            message.setAssociationCorrection(Wire.CorrectionMessage.newBuilder()
                    .setNumber(correction.number())
                    .setSinceMicros(TelemetryCodec.micros(correction.since()))
                    .setUntilMicros(TelemetryCodec.micros(correction.until()))
                    .setFormer(hex(correction.former()))
                    .setPseudonym(hex(correction.patient())));
        } else if (body instanceof MachineEvent event) {
            message.setMachineEvent(Wire.MachineEventMessage.newBuilder()
                    .setMachineSequence(event.machineSequence())
                    .setCode(event.code())
                    .setName(event.name())
                    .setStart(event.start()));
        } else if (body instanceof Certificate certificate) {
            message.setCertificate(CertificateCodec.toWire(certificate));
        } else if (body instanceof ClockReport clock) {
            var before = clock.before();
            message.setClock(Wire.ClockMessage.newBuilder()
                    .setTrust(clock.trust().ordinal())
                    .setBeforeMicros(before == null ? 0 : TelemetryCodec.micros(before)));
        } else if (body instanceof SessionReport report) {
            message.setSession(encode(report));
        } else if (body instanceof PatientLink link) {
            message.setPatientLink(Wire.PatientLinkMessage.newBuilder()
                    .setNumber(link.number())
                    .setReplaced(link.replaced().hex())
                    .setReplacing(link.replacing().hex())
                    .setJoined(link.joined()));
        }
        return message.build();
    }

    private static Wire.SessionMessage encode(SessionReport report) {
        var started = report.started();
        var ended = report.ended();
        return Wire.SessionMessage.newBuilder()
                .setSession(report.session().value())
                .setVersion(report.version())
                .setState(report.state().ordinal())
                .setInterrupted(report.interrupted())
                .setPseudonym(report.patient().hex())
                .addAllDevice(report.devices().stream().map(DeviceId::value).toList())
                .setPlannedBeginMicros(TelemetryCodec.micros(report.plannedBegin()))
                .setPlannedEndMicros(TelemetryCodec.micros(report.plannedEnd()))
                .setStartedMicros(started == null ? 0 : TelemetryCodec.micros(started))
                .setEndedMicros(ended == null ? 0 : TelemetryCodec.micros(ended))
                .build();
    }

    private static String hex(@Nullable Pseudonym pseudonym) {
        return pseudonym == null ? "" : pseudonym.hex();
    }

    private static @Nullable Pseudonym pseudonym(String hex) {
        return hex.isEmpty() ? null : new Pseudonym(hex);
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
                    .setCategory(metric.category().ordinal())
                    .setDeadband(metric.recording().deadband())
                    .setMaxSilenceMillis(metric.recording().maxSilenceMillis());
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
            case ASSOCIATION ->
                new PatientAssociation(pseudonym(message.getAssociation().getPseudonym()));
            case ASSOCIATION_CORRECTION -> correction(message.getAssociationCorrection());
            case MACHINE_EVENT -> {
                var event = message.getMachineEvent();
                yield new MachineEvent(event.getMachineSequence(), event.getCode(), event.getName(), event.getStart());
            }
            case CERTIFICATE -> CertificateCodec.fromWire(message.getCertificate());
            case CLOCK -> clock(message.getClock());
            case SESSION -> session(message.getSession());
            case PATIENT_LINK -> {
                var link = message.getPatientLink();
                yield new PatientLink(
                        link.getNumber(),
                        new Pseudonym(link.getReplaced()),
                        new Pseudonym(link.getReplacing()),
                        link.getJoined());
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

    private static AssociationCorrection correction(Wire.CorrectionMessage message) {
        return new AssociationCorrection(
                message.getNumber(),
                TelemetryCodec.instant(message.getSinceMicros()),
                TelemetryCodec.instant(message.getUntilMicros()),
                pseudonym(message.getFormer()),
                pseudonym(message.getPseudonym()));
    }

    private static Gap gap(Wire.GapMessage message) {
        var fault = FaultCode.ofNumber(message.getFault())
                .orElseThrow(() -> new IllegalArgumentException("fault " + message.getFault() + " is not known"));
        return new Gap(fault, message.getUntilMicros() == 0 ? null : TelemetryCodec.instant(message.getUntilMicros()));
    }

    private static ClockReport clock(Wire.ClockMessage message) {
        return new ClockReport(
                TelemetryCodec.at(ClockTrust.values(), message.getTrust(), "clock trust"),
                message.getBeforeMicros() == 0 ? null : TelemetryCodec.instant(message.getBeforeMicros()));
    }

    private static SessionReport session(Wire.SessionMessage message) {
        return new SessionReport(
                new SessionId(message.getSession()),
                message.getVersion(),
                TelemetryCodec.at(SessionState.values(), message.getState(), "session state"),
                message.getInterrupted(),
                new Pseudonym(message.getPseudonym()),
                message.getDeviceList().stream().map(DeviceId::new).toList(),
                TelemetryCodec.instant(message.getPlannedBeginMicros()),
                TelemetryCodec.instant(message.getPlannedEndMicros()),
                message.getStartedMicros() == 0 ? null : TelemetryCodec.instant(message.getStartedMicros()),
                message.getEndedMicros() == 0 ? null : TelemetryCodec.instant(message.getEndedMicros()));
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
                        .toList(),
                new MetricDescription.Recording(message.getDeadband(), message.getMaxSilenceMillis()));
    }
}
