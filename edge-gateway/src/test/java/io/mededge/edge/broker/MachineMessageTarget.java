package io.mededge.edge.broker;

import io.mededge.edge.fuzz.CpuLimit;

/** What machines send over the facility's own broker, in both forms. */
public final class MachineMessageTarget {
    private MachineMessageTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        CpuLimit.check(() -> {
            var unusedJson = MessageDecoder.decode(input, MessageDecoder.JSON);
            var unusedProtobuf = MessageDecoder.decode(input, MessageDecoder.PROTOBUF);
        });
    }
}
