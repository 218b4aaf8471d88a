package io.mededge.edge.fuzz;

import io.mededge.model.fault.Decoded;
import io.mededge.model.telemetry.Acknowledgement;
import io.mededge.model.telemetry.TelemetryCodec;

/** What the gateway reads from the region: acknowledgements and the answers to its certificates. */
public final class AcknowledgementTarget {
    private AcknowledgementTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        CpuLimit.check(() -> {
            var decoded = TelemetryCodec.decodeAcknowledgement(input);
            if (decoded instanceof Decoded.Value<Acknowledgement> value
                    && !TelemetryCodec.decodeAcknowledgement(TelemetryCodec.encode(value.value()))
                            .equals(decoded)) {
                throw new AssertionError("an acknowledgement that was read does not come back as it was");
            }
        });
    }
}
