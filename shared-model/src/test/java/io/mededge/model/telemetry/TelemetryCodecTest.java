package io.mededge.model.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mededge.model.fault.Decoded;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.MetricId;
import io.mededge.model.id.StreamClass;
import io.mededge.model.outbound.Quality;
import io.mededge.model.outbound.Sample;
import io.mededge.model.safety.Hazard;
import io.mededge.model.telemetry.wire.Wire;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TelemetryCodecTest {
    @Property(tries = 300)
    void aBatchArrivesAsItWasSent(@ForAll("batches") Batch batch) {
        assertThat(TelemetryCodec.decodeBatch(TelemetryCodec.encode(batch))).isEqualTo(new Decoded.Value<>(batch));
    }

    /** Samples are written by hand: the bytes must be those that the generated classes would write. */
    @Property(tries = 300)
    void theBytesAreThoseOfTheSchema(@ForAll("batches") Batch batch) throws InvalidProtocolBufferException {
        var bytes = TelemetryCodec.encode(batch);
        assertThat(Wire.BatchMessage.parseFrom(bytes).toByteArray()).isEqualTo(bytes);
    }

    @Property(tries = 300)
    void anAcknowledgementArrivesAsItWasSent(@ForAll("acknowledgements") Acknowledgement acknowledgement) {
        assertThat(TelemetryCodec.decodeAcknowledgement(TelemetryCodec.encode(acknowledgement)))
                .isEqualTo(new Decoded.Value<>(acknowledgement));
    }

    @Test
    @Hazard("H-007")
    void bothTimesKeepTheirMicroseconds() {
        var at = Instant.parse("1969-12-31T23:59:59.999999Z");
        var recorded = Instant.parse("2026-03-01T08:00:00.000001Z");
        var entry = new Entry(1, at, recorded, GoldenContent.sample());
        assertThat(arrived(GoldenContent.batchOf(entry)).entries()).containsExactly(entry);
    }

    @Test
    @Hazard("H-004")
    void aValueKeepsItsQuality() {
        var readings = IntStream.range(0, Quality.values().length)
                .mapToObj(i -> new Sample.Reading(new MetricId("m" + i), -1.5 * i, Quality.values()[i]))
                .toList();
        var entry = new Entry(1, Instant.EPOCH, Instant.EPOCH, new Sample(readings));
        assertThat(arrived(GoldenContent.batchOf(entry)).entries().get(0).body())
                .isEqualTo(new Sample(readings));
    }

    @Test
    void theLargestBatchOfTheContractIsRead() {
        var entries = LongStream.rangeClosed(1, Batch.MAX_ENTRIES)
                .mapToObj(sequence -> new Entry(sequence, Instant.EPOCH, Instant.EPOCH, GoldenContent.event()))
                .toList();
        var batch = new Batch(GoldenContent.STREAM, Lane.BACKLOG, entries);
        assertThat(arrived(batch)).isEqualTo(batch);
    }

    @Test
    void unknownFieldsOfALaterWriterAreIgnored() {
        var later = wire().toBuilder();
        later.setUnknownFields(com.google.protobuf.UnknownFieldSet.newBuilder()
                .addField(
                        99,
                        com.google.protobuf.UnknownFieldSet.Field.newBuilder()
                                .addVarint(7)
                                .build())
                .build());
        assertThat(TelemetryCodec.decodeBatch(later.build().toByteArray()))
                .isEqualTo(new Decoded.Value<>(GoldenContent.batchOf(GoldenContent.sample())));
    }

    @Test
    void eachRuleOfTheContractHasItsReason() {
        assertReason(wire().toBuilder().setSchema(2), "schema 2 is not known");
        assertReason(wire().toBuilder().setStreamClassValue(9), "class of the stream");
        assertReason(wire().toBuilder().setLaneValue(0), "lane number");
        assertReason(wire().toBuilder().setLaneValue(9), "lane number");
        assertReason(wire().toBuilder().setEpoch(0), "epoch must be positive");
        assertReason(wire().toBuilder().setRegion("a/b"), "a region id must be");
        assertReason(wire().toBuilder().setDevice(""), "a device id must be");
        assertReason(wire().toBuilder().clearEntry(), "1 to 1000 entries");
        assertReason(wire().toBuilder().addEntry(wire().getEntry(0)), "ascend by sequence");
        assertReason(wire().toBuilder().clearMetric(), "does not name");
        assertReason(entry(e -> e.setSequence(0)), "a sequence starts at 1");
        assertReason(entry(e -> e.setSequence(-1)), "a sequence starts at 1");
        assertReason(entry(e -> e.clearBody()), "no content");
        assertReason(entry(e -> e.getSampleBuilder().clear()), "1 to 512 readings");
        assertReason(entry(e -> e.getSampleBuilder().addValue(1)), "a value");
        assertReason(entry(e -> e.getSampleBuilder().addQuality(1)), "a value");
        assertReason(entry(e -> e.getSampleBuilder().setValue(0, Double.NaN)), "not finite");
        assertReason(entry(e -> e.getSampleBuilder().setMetric(0, -1)), "does not name");
        assertReason(entry(e -> e.getGapBuilder().setFault(1)), "fault 1 is not known");
        assertReason(entry(e -> e.getAssociationBuilder().setPseudonym("Jane Doe")), "64 lower-case hexadecimal");
        assertReason(entry(e -> e.getMachineEventBuilder().setName("x".repeat(65))), "at most 64");
        assertReason(entry(e -> e.getDescriptionBuilder().setModel("a\u0007")), "printable");
        assertReason(
                entry(e ->
                        e.getDescriptionBuilder().addMetricBuilder().setId("m").setKind(77)),
                "kind number");
    }

    @Test
    void aReasonDoesNotRepeatWhatASenderWrote() {
        var reason = reason(
                wire().toBuilder().setRegion("Jane Doe, born 1961").build().toByteArray());
        assertThat(reason).doesNotContain("Jane", "1961");
    }

    @Test
    void bytesBeyondTheBoundAreNotEvenParsed() {
        var tooLong = new byte[Batch.MAX_BYTES + 1];
        assertThat(reason(tooLong)).contains("at most " + Batch.MAX_BYTES);
        assertThat(TelemetryCodec.decodeAcknowledgement(tooLong)).isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void moreEntriesOrRangesThanTheContractAllowsAreRefused() {
        var many = wire().toBuilder();
        for (var i = 2; i <= Batch.MAX_ENTRIES + 1; i++) {
            many.addEntry(wire().getEntry(0).toBuilder().setSequence(i));
        }
        assertReason(many, "1 to 1000 entries");
        var ones = Collections.nCopies(Acknowledgement.MAX_RANGES + 1, 1L);
        var ack = Wire.AcknowledgementMessage.newBuilder().setSchema(1);
        ack.addStreamBuilder()
                .setDevice("d")
                .setStreamClass(Wire.StreamClassCode.EVENTS)
                .addAllFirst(ones)
                .addAllLast(ones);
        assertThat(TelemetryCodec.decodeAcknowledgement(ack.build().toByteArray()))
                .isInstanceOf(Decoded.Malformed.class);
    }

    @Test
    void anAcknowledgementOfNothingIsAnAcknowledgement() {
        var empty = new Acknowledgement(
                List.of(new Acknowledgement.StreamAck(new DeviceId("d"), StreamClass.EVENTS, 1, List.of())));
        assertThat(TelemetryCodec.decodeAcknowledgement(TelemetryCodec.encode(empty)))
                .isEqualTo(new Decoded.Value<>(empty));
    }

    private static Wire.BatchMessage wire() {
        try {
            return Wire.BatchMessage.parseFrom(TelemetryCodec.encode(GoldenContent.batchOf(GoldenContent.sample())));
        } catch (com.google.protobuf.InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Wire.BatchMessage.Builder entry(java.util.function.Consumer<Wire.EntryMessage.Builder> change) {
        var batch = wire().toBuilder();
        change.accept(batch.getEntryBuilder(0));
        return batch;
    }

    private static void assertReason(Wire.BatchMessage.Builder message, String part) {
        assertThat(reason(message.build().toByteArray())).contains(part);
    }

    private static String reason(byte[] bytes) {
        var decoded = TelemetryCodec.decodeBatch(bytes);
        assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
        return ((Decoded.Malformed<Batch>) decoded).reason();
    }

    private static Batch arrived(Batch batch) {
        var decoded = TelemetryCodec.decodeBatch(TelemetryCodec.encode(batch));
        assertThat(decoded).isInstanceOf(Decoded.Value.class);
        return ((Decoded.Value<Batch>) decoded).value();
    }

    @Provide
    Arbitrary<Batch> batches() {
        return ArbitraryBatches.batches();
    }

    @Provide
    Arbitrary<Acknowledgement> acknowledgements() {
        return ArbitraryBatches.acknowledgements();
    }
}
