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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Everything that a gateway or a region may say, within every bound of the contract and up to its edges. */
final class ArbitraryBatches {
    private ArbitraryBatches() {}

    static Arbitrary<Batch> batches() {
        return Combinators.combine(
                        streams(),
                        Arbitraries.of(Lane.class),
                        entries().list().ofMinSize(1).ofMaxSize(12))
                .as((stream, lane, entries) -> new Batch(stream, lane, ascending(entries)));
    }

    static Arbitrary<Acknowledgement> acknowledgements() {
        return Combinators.combine(
                        ids().map(DeviceId::new),
                        Arbitraries.of(StreamClass.class),
                        epochs(),
                        ranges().list().ofMaxSize(8))
                .as(Acknowledgement.StreamAck::new)
                .list()
                .ofMaxSize(8)
                .flatMap(streams ->
                        comparisons().list().ofMaxSize(4).map(answers -> new Acknowledgement(streams, answers)));
    }

    private static Arbitrary<Comparison> comparisons() {
        return Combinators.combine(
                        ids().map(DeviceId::new),
                        Arbitraries.of(StreamClass.class),
                        epochs(),
                        ranges(),
                        Arbitraries.of(Comparison.Verdict.class))
                .as((device, streamClass, epoch, range, verdict) -> new Comparison(
                        device,
                        streamClass,
                        epoch,
                        range,
                        verdict,
                        verdict == Comparison.Verdict.DIFFERS ? List.of(range) : List.of()));
    }

    private static Arbitrary<StreamId> streams() {
        return Combinators.combine(ids(), ids(), ids(), ids(), Arbitraries.of(StreamClass.class), epochs())
                .as((region, facility, gateway, device, streamClass, epoch) -> new StreamId(
                        Place.of(region, facility), new DeviceId(gateway), new DeviceId(device), streamClass, epoch));
    }

    private static Arbitrary<Entry> entries() {
        var sequences = Arbitraries.longs().between(1, Long.MAX_VALUE / 16);
        return Combinators.combine(sequences, instants(), instants(), bodies()).as(Entry::new);
    }

    /** The same entries with sequences that grow from one to the next. */
    private static List<Entry> ascending(List<Entry> entries) {
        var ascending = new ArrayList<Entry>();
        var sequence = 0L;
        for (var entry : entries) {
            sequence += entry.sequence();
            ascending.add(new Entry(sequence, entry.at(), entry.recorded(), entry.body()));
        }
        return ascending;
    }

    private static Arbitrary<RegionBound> bodies() {
        return Arbitraries.oneOf(
                samples(),
                gaps(),
                descriptions(),
                associations(),
                corrections(),
                machineEvents(),
                clockReports(),
                sessionReports(),
                links(),
                ArbitraryCertificates.certificates(streams()));
    }

    private static Arbitrary<Sample> samples() {
        var values = Arbitraries.doubles()
                .between(-Double.MAX_VALUE, Double.MAX_VALUE)
                .edgeCases(edges -> edges.add(-0.0, Double.MIN_VALUE));
        return Combinators.combine(ids().map(MetricId::new), values, Arbitraries.of(Quality.class))
                .as(Sample.Reading::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20)
                .map(Sample::new);
    }

    private static Arbitrary<Gap> gaps() {
        // the wire has no room to tell a gap that ended in the first microsecond of 1970 from one that lasts
        var ends = instants().filter(until -> !until.equals(Instant.EPOCH)).injectNull(0.3);
        return Combinators.combine(Arbitraries.of(FaultCode.class), ends).as(Gap::new);
    }

    private static Arbitrary<PatientAssociation> associations() {
        return pseudonyms().map(PatientAssociation::new);
    }

    private static Arbitrary<Pseudonym> pseudonyms() {
        return hex(64).map(Pseudonym::new).injectNull(0.3);
    }

    private static Arbitrary<AssociationCorrection> corrections() {
        return Combinators.combine(
                        Arbitraries.longs().greaterOrEqual(1),
                        instants(),
                        Arbitraries.longs().between(1, 1_000_000_000_000L),
                        pseudonyms(),
                        pseudonyms())
                .as((number, since, micros, former, patient) -> new AssociationCorrection(
                        number, since, since.plus(micros, ChronoUnit.MICROS), former, patient));
    }

    private static Arbitrary<PatientLink> links() {
        return Combinators.combine(Arbitraries.longs().greaterOrEqual(1), hex(63), hex(63), Arbitraries.of(true, false))
                .as((number, one, other, joined) ->
                        new PatientLink(number, new Pseudonym(one + "0"), new Pseudonym(other + "1"), joined));
    }

    private static Arbitrary<MachineEvent> machineEvents() {
        return Combinators.combine(Arbitraries.integers(), Arbitraries.integers(), texts(), Arbitraries.of(true, false))
                .as(MachineEvent::new);
    }

    private static Arbitrary<ClockReport> clockReports() {
        var before = instants().filter(at -> !at.equals(Instant.EPOCH)).injectNull(0.5);
        return Combinators.combine(Arbitraries.of(ClockTrust.class), before).as(ClockReport::new);
    }

    private static Arbitrary<SessionReport> sessionReports() {
        var times = instants()
                .filter(at -> !at.equals(Instant.EPOCH))
                .injectNull(0.3)
                .tuple2();
        return Combinators.combine(
                        hex(32).map(SessionId::new),
                        Arbitraries.longs().greaterOrEqual(1),
                        Arbitraries.of(SessionState.class),
                        hex(64).map(Pseudonym::new),
                        ids().map(DeviceId::new).list().ofMaxSize(SessionReport.MAX_DEVICES),
                        instants(),
                        instants(),
                        times)
                .as((id, version, state, patient, devices, begin, end, actual) -> new SessionReport(
                        id,
                        version,
                        state,
                        state == SessionState.INTERRUPTED,
                        patient,
                        devices,
                        begin,
                        end,
                        actual.get1(),
                        actual.get2()));
    }

    private static Arbitrary<String> hex(int digits) {
        return Arbitraries.strings()
                .withCharRange('0', '9')
                .withCharRange('a', 'f')
                .ofLength(digits);
    }

    private static Arbitrary<DeviceDescription> descriptions() {
        var names = texts().array(String[].class).ofSize(7);
        return Combinators.combine(
                        names,
                        Arbitraries.integers(),
                        Arbitraries.integers(),
                        metrics().list().ofMaxSize(5))
                .as((text, version, poll, metrics) -> new DeviceDescription(
                        text[0], text[1], text[2], text[3], text[4], text[5], version, text[6], poll, metrics));
    }

    private static Arbitrary<MetricDescription> metrics() {
        var choices = Combinators.combine(Arbitraries.integers(), texts(), texts())
                .as(MetricDescription.Choice::new)
                .list()
                .ofMaxSize(4);
        var names = texts().array(String[].class).ofSize(5);
        var recordings = Combinators.combine(
                        Arbitraries.doubles().greaterOrEqual(0),
                        Arbitraries.integers().between(1, MetricDescription.Recording.MAX_SILENCE_MILLIS))
                .as(MetricDescription.Recording::new);
        return Combinators.combine(
                        ids().map(MetricId::new),
                        names,
                        Arbitraries.of(MetricDescription.Kind.class),
                        Arbitraries.of(MetricDescription.Category.class),
                        choices,
                        Arbitraries.oneOf(recordings, Arbitraries.just(MetricDescription.Recording.EVERY_SAMPLE)))
                .as((id, text, kind, category, choice, recording) -> new MetricDescription(
                        id, text[0], text[1], text[2], text[3], text[4], kind, category, choice, recording));
    }

    private static Arbitrary<SequenceSet.Range> ranges() {
        var longs = Arbitraries.longs().between(1, Long.MAX_VALUE - 1);
        return Combinators.combine(longs, longs)
                .as((one, other) -> new SequenceSet.Range(Math.min(one, other), Math.max(one, other)));
    }

    private static Arbitrary<Long> epochs() {
        return Arbitraries.longs().between(1, Long.MAX_VALUE);
    }

    private static Arbitrary<String> ids() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .ofMinLength(1)
                .ofMaxLength(48);
    }

    /** Printable characters of any script; half a surrogate pair is no character. */
    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withCharRange('\u00a0', '\ud7ff')
                .ofMaxLength(DeviceDescription.MAX_TEXT);
    }

    /** Microseconds over ten thousand years either side of 1970: what is kept on the wire. */
    private static Arbitrary<Instant> instants() {
        var bound = TimeUnit.DAYS.toMicros(3_650_000);
        return Arbitraries.longs().between(-bound, bound).map(TelemetryCodec::instant);
    }
}
