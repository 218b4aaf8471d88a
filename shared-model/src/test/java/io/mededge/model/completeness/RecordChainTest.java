package io.mededge.model.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.GoldenFile;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.Place;
import io.mededge.model.id.Pseudonym;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.outbound.AssociationCorrection;
import io.mededge.model.outbound.ClockReport;
import io.mededge.model.outbound.ClockTrust;
import io.mededge.model.outbound.DeviceDescription;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.mededge.model.outbound.MetricDescription.Recording;
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
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordChainTest {
    private static final Instant AT = Instant.parse("2026-03-01T08:00:00.123456Z");

    @Test
    void eachKindOfRecordHasTheFingerprintThatWasAgreed() {
        var chain = new RecordChain(stream("A-01-hd", 7));
        var sequence = 1L;
        for (var body : bodies()) {
            chain.add(sequence++, AT, body);
        }
        new GoldenFile("record-chain").assertSame(chain.value().bytes());
    }

    @Test
    void whateverIsDifferentIsDifferent() {
        var values = new HashSet<String>();
        var bodies = new ArrayList<>(bodies());
        bodies.add(sample(-0.0, Quality.GOOD));
        bodies.add(sample(0.0, Quality.GOOD));
        bodies.add(sample(0.0, Quality.INVALID));
        bodies.add(sample(Double.MIN_VALUE, Quality.GOOD));
        bodies.add(new Gap(FaultCode.MODBUS_TIMEOUT, null));
        bodies.add(new MachineEvent(1, 9, "venous-air", false));
        bodies.add(new PatientAssociation(null));
        var patient = new Pseudonym("0123456789abcdef".repeat(4));
        bodies.add(new AssociationCorrection(1, AT, AT.plusSeconds(1), null, patient));
        bodies.add(new AssociationCorrection(1, AT, AT.plusSeconds(1), patient, null));
        bodies.add(new AssociationCorrection(1, AT, AT.plusSeconds(2), null, patient));
        bodies.add(new AssociationCorrection(2, AT, AT.plusSeconds(1), null, patient));
        var other = new Pseudonym("fedcba9876543210".repeat(4));
        bodies.add(new PatientLink(1, patient, other, true));
        bodies.add(new PatientLink(2, patient, other, true));
        bodies.add(new PatientLink(1, other, patient, true));
        bodies.add(new PatientLink(1, patient, other, false));
        bodies.add(new ClockReport(ClockTrust.SYNCHRONISED, null));
        bodies.add(new ClockReport(ClockTrust.STEPPED, null));
        bodies.add(new ClockReport(ClockTrust.STEPPED, AT));
        var description = (DeviceDescription) bodies().get(2);
        bodies.add(recorded(description, new Recording(0, 60_000)));
        bodies.add(recorded(description, new Recording(0.5, 60_000)));
        bodies.add(recorded(description, new Recording(0.5, 61_000)));
        for (var body : bodies) {
            values.add(fingerprint(stream("A-01-hd", 7), 1, AT, body));
        }
        bodies.addAll(List.of(
                session(SessionState.READY, 1, AT),
                session(SessionState.READY, 2, AT),
                session(SessionState.IN_PROGRESS, 1, AT),
                session(SessionState.READY, 1, null)));
        for (var report : bodies.subList(bodies.size() - 4, bodies.size())) {
            values.add(fingerprint(stream("A-01-hd", 7), 1, AT, report));
        }
        var body = bodies.get(0);
        values.add(fingerprint(stream("A-02-hd", 7), 1, AT, body));
        values.add(fingerprint(stream("A-01-hd", 8), 1, AT, body));
        values.add(fingerprint(stream("A-01-hd", 7), 2, AT, body));
        values.add(fingerprint(stream("A-01-hd", 7), 1, AT.plusNanos(1_000), body));
        assertThat(values).hasSize(bodies.size() + 4);
        // finer than is stored on either side
        assertThat(fingerprint(stream("A-01-hd", 7), 1, AT.plusNanos(999), body))
                .isEqualTo(fingerprint(stream("A-01-hd", 7), 1, AT, body));
    }

    /** The region reads the rows of a sample in any order, also of one that has a metric twice. */
    @Property(tries = 200)
    void theOrderOfReadingsChangesNothing(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int metrics) {
        var random = new Random(seed);
        var asSent = new RecordChain(stream("A-01-hd", 7));
        var asRead = new RecordChain(stream("A-01-hd", 7));
        for (var sequence = 1; sequence <= 20; sequence++) {
            var readings = new ArrayList<Sample.Reading>();
            for (var metric = 0; metric < metrics; metric++) {
                readings.add(new Sample.Reading(
                        new MetricId("m" + metric % 25), random.nextGaussian(), Quality.values()[random.nextInt(4)]));
            }
            asSent.add(sequence, AT.plusMillis(sequence), new Sample(readings));
            Collections.shuffle(readings, random);
            asRead.add(sequence, AT.plusMillis(sequence), new Sample(readings));
        }
        assertThat(asRead.value()).isEqualTo(asSent.value());
    }

    @Test
    void aDescriptionCountsAsItsContent() {
        var description = (DeviceDescription) bodies().get(2);
        var whole = new RecordChain(stream("A-01-hd", 7));
        whole.add(1, AT, description);
        var kept = new RecordChain(stream("A-01-hd", 7));
        kept.addDescription(1, AT, RecordChain.content(description));
        assertThat(kept.value()).isEqualTo(whole.value());
    }

    private static DeviceDescription recorded(DeviceDescription known, Recording recording) {
        var metric = new MetricDescription(
                new MetricId("uf-removed"),
                "",
                "mL",
                "",
                "",
                "",
                Kind.QUANTITY,
                Category.MEASUREMENT,
                List.of(),
                recording);
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
                List.of(metric));
    }

    private static String fingerprint(StreamId stream, long sequence, Instant at, RegionBound body) {
        var chain = new RecordChain(stream);
        chain.add(sequence, at, body);
        return chain.value().hex();
    }

    private static List<RegionBound> bodies() {
        return List.of(
                new Sample(List.of(
                        new Sample.Reading(new MetricId("blood-flow"), 300.5, Quality.GOOD),
                        new Sample.Reading(new MetricId("arterial-pressure"), -180.2, Quality.OUT_OF_RANGE))),
                new Gap(FaultCode.MODBUS_TIMEOUT, AT.plusSeconds(5)),
                new DeviceDescription("hd", "1", "1.0", "A-01", "A", "hd", 1, "70001", 500, List.of()),
                new PatientAssociation(new Pseudonym("0123456789abcdef".repeat(4))),
                new MachineEvent(1, 9, "venous-air", true));
    }

    private static SessionReport session(SessionState state, long version, @Nullable Instant started) {
        return new SessionReport(
                new SessionId("ab".repeat(16)),
                version,
                state,
                false,
                new Pseudonym("0123456789abcdef".repeat(4)),
                List.of(new DeviceId("A-01-hd")),
                AT,
                AT.plusSeconds(60),
                started,
                null);
    }

    private static Sample sample(double value, Quality quality) {
        return new Sample(List.of(new Sample.Reading(new MetricId("blood-flow"), value, quality)));
    }

    private static StreamId stream(String device, long epoch) {
        return new StreamId(
                Place.of("region-1", "facility-1"),
                new DeviceId("gateway-1"),
                new DeviceId(device),
                StreamClass.TELEMETRY,
                epoch);
    }
}
