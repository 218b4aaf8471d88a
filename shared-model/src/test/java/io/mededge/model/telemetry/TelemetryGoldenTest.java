package io.mededge.model.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.GoldenFile;
import io.mededge.model.fault.Decoded;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes between gateways and regions that are already in the field: a change here is a change of the contract. */
class TelemetryGoldenTest {
    static Stream<Arguments> batches() {
        return Stream.of(
                Arguments.of("batch-sample", GoldenContent.batchOf(GoldenContent.sample())),
                Arguments.of("batch-gap", GoldenContent.batchOf(GoldenContent.gap())),
                Arguments.of("batch-description", GoldenContent.batchOf(GoldenContent.description())),
                Arguments.of("batch-description-on-change", GoldenContent.batchOf(GoldenContent.onChangeDescription())),
                Arguments.of("batch-clock", GoldenContent.batchOf(GoldenContent.clockStepped())),
                Arguments.of("batch-session", GoldenContent.batchOf(GoldenContent.session())),
                Arguments.of("batch-association", GoldenContent.batchOf(GoldenContent.association())),
                Arguments.of("batch-association-correction", GoldenContent.batchOf(GoldenContent.correction())),
                Arguments.of("batch-patient-link", GoldenContent.batchOf(GoldenContent.link())),
                Arguments.of("batch-machine-event", GoldenContent.batchOf(GoldenContent.event())),
                Arguments.of("batch-certificate", GoldenContent.batchOf(GoldenContent.certificate())));
    }

    @ParameterizedTest
    @MethodSource("batches")
    void aBatchHasTheBytesThatWereAgreed(String name, Batch batch) {
        var golden = new GoldenFile(name);
        golden.assertSame(TelemetryCodec.encode(batch));
        assertThat(TelemetryCodec.decodeBatch(golden.bytes())).isEqualTo(new Decoded.Value<>(batch));
    }

    @Test
    void anAcknowledgementHasTheBytesThatWereAgreed() {
        var golden = new GoldenFile("acknowledgement");
        golden.assertSame(TelemetryCodec.encode(GoldenContent.acknowledgement()));
        assertThat(TelemetryCodec.decodeAcknowledgement(golden.bytes()))
                .isEqualTo(new Decoded.Value<>(GoldenContent.acknowledgement()));
    }

    @Test
    void anAnswerToACertificateHasTheBytesThatWereAgreed() {
        var golden = new GoldenFile("acknowledgement-comparison");
        golden.assertSame(TelemetryCodec.encode(GoldenContent.comparison()));
        assertThat(TelemetryCodec.decodeAcknowledgement(golden.bytes()))
                .isEqualTo(new Decoded.Value<>(GoldenContent.comparison()));
    }
}
