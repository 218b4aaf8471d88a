package io.mededge.model.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.HostileBytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class TelemetryHostileBytesTest {
    private static final HostileBytes<Batch> BATCHES = new HostileBytes<>(
            List.of(
                    TelemetryCodec.encode(GoldenContent.batchOf(GoldenContent.sample(), GoldenContent.gap())),
                    TelemetryCodec.encode(GoldenContent.batchOf(GoldenContent.description())),
                    TelemetryCodec.encode(GoldenContent.batchOf(GoldenContent.association(), GoldenContent.event())),
                    TelemetryCodec.encode(
                            GoldenContent.batchOf(GoldenContent.onChangeDescription(), GoldenContent.clockStepped())),
                    TelemetryCodec.encode(GoldenContent.batchOf(GoldenContent.certificate()))),
            TelemetryCodec::decodeBatch,
            TelemetryCodec::encode);

    private static final HostileBytes<Acknowledgement> ACKNOWLEDGEMENTS = new HostileBytes<>(
            List.of(
                    TelemetryCodec.encode(GoldenContent.acknowledgement()),
                    TelemetryCodec.encode(GoldenContent.comparison())),
            TelemetryCodec::decodeAcknowledgement,
            TelemetryCodec::encode);

    @Test
    void aBatchCutAnywhereIsAnswered() {
        BATCHES.assertEveryTruncationIsAnswered();
    }

    @Test
    void anAcknowledgementCutAnywhereIsAnswered() {
        ACKNOWLEDGEMENTS.assertEveryTruncationIsAnswered();
    }

    @Test
    void mutatedBatchesAreAnswered() {
        assertThat(BATCHES.assertMutationsAreAnswered())
                .as("inputs that came close")
                .isPositive();
    }

    @Test
    void mutatedAcknowledgementsAreAnswered() {
        assertThat(ACKNOWLEDGEMENTS.assertMutationsAreAnswered())
                .as("inputs that came close")
                .isPositive();
    }
}
