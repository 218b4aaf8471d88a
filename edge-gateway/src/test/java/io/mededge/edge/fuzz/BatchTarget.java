package io.mededge.edge.fuzz;

import io.mededge.model.fault.Decoded;
import io.mededge.model.telemetry.Batch;
import io.mededge.model.telemetry.TelemetryCodec;

/** What the region reads: a batch encodes and decodes to itself, or there is a reason why it is none. */
public final class BatchTarget {
    private BatchTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        CpuLimit.check(() -> {
            var decoded = TelemetryCodec.decodeBatch(input);
            if (decoded instanceof Decoded.Value<Batch> batch
                    && !TelemetryCodec.decodeBatch(TelemetryCodec.encode(batch.value()))
                            .equals(decoded)) {
                throw new AssertionError("a batch that was read does not come back as it was");
            }
        });
    }
}
