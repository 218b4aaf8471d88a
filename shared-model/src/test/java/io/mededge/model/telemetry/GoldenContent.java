package io.mededge.model.telemetry;

import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.Certificate;
import io.mededge.model.outbound.ClockReport;
import io.mededge.model.outbound.ClockTrust;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Fingerprint;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One value of each kind that crosses the wire between a gateway and its region, the same for ever. */
final class GoldenContent {
    static final StreamId STREAM = new StreamId(
            Place.of("region-1", "facility-1"),
            new DeviceId("gateway-1"),
            new DeviceId("A-01-hd"),
            StreamClass.TELEMETRY,
            1_767_225_600_000L);

    private static final Instant AT = Instant.parse("2026-03-01T08:00:00.123456Z");

    private GoldenContent() {}

    static Sample sample() {
        return new Sample(List.of(
                new Sample.Reading(new MetricId("blood-flow"), 300.5, Quality.GOOD),
                new Sample.Reading(new MetricId("arterial-pressure"), -180.2, Quality.OUT_OF_RANGE)));
    }

    static Gap gap() {
        return new Gap(FaultCode.MODBUS_TIMEOUT, AT.plusSeconds(5));
    }

    static DeviceDescription description() {
        var flow = new MetricDescription(
                new MetricId("blood-flow"),
                "Blood flow",
                "mL/min",
                "158740",
                "MDC_HDIALY_BLD_PUMP_BLOOD_FLOW_RATE",
                "",
                MetricDescription.Kind.QUANTITY,
                MetricDescription.Category.MEASUREMENT,
                List.of());
        var mode = new MetricDescription(
                new MetricId("mode"),
                "Mode",
                "1",
                "",
                "",
                "",
                MetricDescription.Kind.CODE,
                MetricDescription.Category.STATE,
                List.of(new MetricDescription.Choice(2, "TX", "Treatment")));
        return new DeviceDescription(
                "mededge-hd", "SIM-0001", "1.0", "A-01", "A", "mededge-hd", 1, "70001", 500, List.of(flow, mode));
    }

    /** As {@link #description()}, with a metric that is recorded on change. */
    static DeviceDescription onChangeDescription() {
        var removed = new MetricDescription(
                new MetricId("uf-removed"),
                "Ultrafiltration volume removed",
                "mL",
                "159032",
                "MDC_HDIALY_UF_ACTUAL_REMOVED_VOL",
                "",
                MetricDescription.Kind.QUANTITY,
                MetricDescription.Category.MEASUREMENT,
                List.of(),
                new MetricDescription.Recording(0.5, 60_000));
        var known = description();
        return new DeviceDescription(
                known.model(),
                known.serial(),
                known.firmware(),
                known.station(),
                known.zone(),
                known.profile(),
                known.profileVersion(),
                known.deviceType(),
                known.pollMillis(),
                List.of(removed));
    }

    static ClockReport clockStepped() {
        return new ClockReport(ClockTrust.STEPPED, AT.plusSeconds(259_200));
    }

    static SessionReport session() {
        return new SessionReport(
                new SessionId("0123456789abcdef".repeat(2)),
                17,
                SessionState.CLEANING,
                true,
                new Pseudonym("0123456789abcdef".repeat(4)),
                List.of(new DeviceId("A-01-hd"), new DeviceId("A-01-nibp")),
                AT,
                AT.plusSeconds(14_400),
                AT.plusSeconds(600),
                AT.plusSeconds(9_000));
    }

    /** What the region answers to {@link #certificate()}. */
    static Acknowledgement comparison() {
        var equal = new Comparison(
                STREAM.device(),
                STREAM.streamClass(),
                STREAM.epoch(),
                new SequenceSet.Range(1, 600),
                Comparison.Verdict.EQUAL,
                List.of());
        var differs = new Comparison(
                STREAM.device(),
                STREAM.streamClass(),
                STREAM.epoch(),
                new SequenceSet.Range(604, 700),
                Comparison.Verdict.DIFFERS,
                List.of(new SequenceSet.Range(604, 610), new SequenceSet.Range(700, 700)));
        return new Acknowledgement(List.of(), List.of(equal, differs));
    }

    static PatientAssociation association() {
        return new PatientAssociation(new Pseudonym("0123456789abcdef".repeat(4)));
    }

    static AssociationCorrection correction() {
        return new AssociationCorrection(
                7,
                AT.minusSeconds(1_200),
                AT,
                new Pseudonym("0123456789abcdef".repeat(4)),
                new Pseudonym("fedcba9876543210".repeat(4)));
    }

    static PatientLink link() {
        return new PatientLink(
                7, new Pseudonym("0123456789abcdef".repeat(4)), new Pseudonym("fedcba9876543210".repeat(4)), true);
    }

    static MachineEvent event() {
        return new MachineEvent(65_535, 9, "venous-air", true);
    }

    static Certificate certificate() {
        var whole = new Certificate.Range(
                new SequenceSet.Range(1, 600),
                Instant.parse("2026-03-01T08:00:00Z"),
                new Fingerprint("0123456789abcdef".repeat(4)),
                List.of());
        var withGaps = new Certificate.Range(
                new SequenceSet.Range(604, 700),
                Instant.parse("2026-03-01T08:05:00Z"),
                new Fingerprint("fedcba9876543210".repeat(4)),
                List.of(
                        new Certificate.GapNote(650, FaultCode.MODBUS_TIMEOUT),
                        new Certificate.GapNote(651, FaultCode.GATEWAY_STOPPED)));
        return new Certificate(
                new Certificate.Statement(STREAM, 703, AT, List.of(whole, withGaps)),
                new Certificate.Seal("00112233445566778899aabbccddeeff", "0f".repeat(64)));
    }

    static Acknowledgement acknowledgement() {
        var ranges = List.of(new SequenceSet.Range(1, 41), new SequenceSet.Range(43, 50));
        return new Acknowledgement(
                List.of(new Acknowledgement.StreamAck(STREAM.device(), STREAM.streamClass(), STREAM.epoch(), ranges)));
    }

    static Batch batchOf(Entry... entries) {
        return new Batch(STREAM, Lane.LIVE, List.of(entries));
    }

    static Batch batchOf(RegionBound... bodies) {
        var entries = new ArrayList<Entry>();
        for (var body : bodies) {
            entries.add(new Entry(entries.size() + 1, AT, AT.plusMillis(12), body));
        }
        return new Batch(STREAM, Lane.LIVE, entries);
    }
}
