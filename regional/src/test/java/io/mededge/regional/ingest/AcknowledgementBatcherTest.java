package io.mededge.regional.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet.Range;
import io.mededge.model.id.StreamClass;
import io.mededge.model.id.StreamId;
import io.mededge.model.telemetry.Acknowledgement;
import io.mededge.model.telemetry.Acknowledgement.StreamAck;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.TelemetryCodec;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class AcknowledgementBatcherTest {
    private static final StreamId STREAM = Batches.telemetry("A-01-hd");

    private final AcknowledgementBatcher batcher = new AcknowledgementBatcher();

    @Test
    void namesExactlyTheSequencesThatCame() {
        batcher.add(Batches.samples(STREAM, 1, 2, 5));
        batcher.add(Batches.samples(STREAM, 3, 9));

        var outgoing = batcher.drain();

        assertThat(outgoing).hasSize(1);
        assertThat(outgoing.get(0).gateway()).isEqualTo(Batches.GATEWAY);
        assertThat(outgoing.get(0).acknowledgement().streams())
                .containsExactly(new StreamAck(
                        STREAM.device(),
                        StreamClass.TELEMETRY,
                        STREAM.epoch(),
                        List.of(new Range(1, 3), new Range(5, 5), new Range(9, 9))));
    }

    @Test
    void tellsTheFirstSinceADrain() {
        assertThat(batcher.add(Batches.samples(STREAM, 1))).isTrue();
        assertThat(batcher.add(Batches.samples(STREAM, 2))).isFalse();
        assertThat(batcher.drain()).hasSize(1);
        assertThat(batcher.drain()).isEmpty();
        assertThat(batcher.add(Batches.samples(STREAM, 3))).isTrue();
    }

    @Test
    void writesToEachGatewayItsOwn() {
        var other = new StreamId(Batches.PLACE, new DeviceId("gateway-2"), STREAM.device(), STREAM.streamClass(), 7);
        batcher.add(Batches.samples(STREAM, 1));
        batcher.add(Batches.samples(other, 1));

        assertThat(batcher.drain())
                .extracting(AcknowledgementBatcher.Outgoing::gateway)
                .containsExactlyInAnyOrder(Batches.GATEWAY, new DeviceId("gateway-2"));
    }

    @Test
    void keepsMessagesWithinTheirBounds() {
        for (var device = 0; device < 1_500; device++) {
            batcher.add(Batches.samples(Batches.telemetry("d-" + device), 1, 3));
        }
        for (var part = 0; part < 5; part++) {
            batcher.add(Batches.samples(STREAM, everySecond(part * 2_000L, 1_000)));
        }

        var outgoing = batcher.drain();

        assertThat(outgoing).hasSizeGreaterThan(2).allSatisfy(message -> {
            var acks = message.acknowledgement().streams();
            assertThat(acks.size()).isLessThanOrEqualTo(Acknowledgement.MAX_STREAMS);
            assertThat(TelemetryCodec.encode(message.acknowledgement())).hasSizeLessThan(Batch.MAX_BYTES);
        });
        assertThat(outgoing.stream()
                        .flatMap(message -> message.acknowledgement().streams().stream())
                        .mapToInt(ack -> ack.ranges().size())
                        .sum())
                .isEqualTo(1_500 * 2 + 5_000);
    }

    @Test
    void forgetsRatherThanGrowWithoutBound() {
        for (var device = 0; device < AcknowledgementBatcher.MAX_PENDING_STREAMS + 10; device++) {
            batcher.add(Batches.samples(Batches.telemetry("d-" + device), 1));
        }

        assertThat(batcher.drain().stream()
                        .mapToInt(message -> message.acknowledgement().streams().size())
                        .sum())
                .isEqualTo(AcknowledgementBatcher.MAX_PENDING_STREAMS);
    }

    private static long[] everySecond(long after, int count) {
        return LongStream.rangeClosed(1, count).map(i -> after + 2 * i).toArray();
    }
}
