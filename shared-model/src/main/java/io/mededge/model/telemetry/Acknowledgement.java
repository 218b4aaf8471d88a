package io.mededge.model.telemetry;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import java.util.List;

/**
 * From the region to a gateway. It says nothing about what it does not name.
 *
 * @param streams these records are on Kafka with acks=all and may be freed
 * @param comparisons what became of ranges that the gateway has certified
 */
public record Acknowledgement(List<StreamAck> streams, List<Comparison> comparisons) {
    /** Bound of one message. */
    public static final int MAX_STREAMS = 1_000;

    public static final int MAX_RANGES = 1_000;

    public static final int MAX_COMPARISONS = 500;

    public Acknowledgement(List<StreamAck> streams) {
        this(streams, List.of());
    }

    public Acknowledgement {
        streams = List.copyOf(streams);
        comparisons = List.copyOf(comparisons);
        if (comparisons.size() > MAX_COMPARISONS) {
            throw new IllegalArgumentException("an acknowledgement has at most " + MAX_COMPARISONS + " comparisons");
        }
        if (streams.size() > MAX_STREAMS) {
            throw new IllegalArgumentException("an acknowledgement names at most " + MAX_STREAMS + " streams");
        }
    }

    /** The acknowledged sequences of one stream of the gateway that receives this. */
    public record StreamAck(DeviceId device, StreamClass streamClass, long epoch, List<SequenceSet.Range> ranges) {
        public StreamAck {
            ranges = List.copyOf(ranges);
            if (ranges.size() > MAX_RANGES) {
                throw new IllegalArgumentException(
                        "an acknowledgement names at most " + MAX_RANGES + " ranges of a stream");
            }
        }
    }
}
