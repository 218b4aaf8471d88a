package io.mededge.edge.patient;

import io.mededge.edge.fuzz.CpuLimit;

/** The bodies of requests to the facility's pages. */
public final class JsonBodyTarget {
    private JsonBodyTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        CpuLimit.check(() -> JsonBody.read(input).ifPresent(body -> {
            var unused = JsonBody.text(body, "station");
        }));
    }
}
