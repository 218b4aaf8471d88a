package io.mededge.model.telemetry;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.SequenceSet;
import io.mededge.model.id.StreamClass;
import java.util.List;

/**
 * From the region to a gateway: these records are on Kafka with acks=all and may be freed. It says nothing about what it does not name.
 */
public record Acknowledgement(List<StreamAck> streams) {
    /** Bound of one message. */
    public static final int MAX_STREAMS = 1_000;

    public static final int MAX_RANGES = 1_000;

    public Acknowledgement {
        streams = List.copyOf(streams);
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
