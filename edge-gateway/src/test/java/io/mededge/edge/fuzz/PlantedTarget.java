package io.mededge.edge.fuzz;

import java.nio.ByteBuffer;

/** A decoder with the usual mistake: it believes the length that a message tells of itself. Only a message with the right head gets that far. */
public final class PlantedTarget {
    private static final int VERSION = 7;

    private PlantedTarget() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var bytes = ByteBuffer.wrap(input);
        if (bytes.remaining() < 3 || bytes.get() != 'M' || bytes.get() != VERSION) {
            return;
        }
        bytes.get(new byte[bytes.get() & 0xff]);
    }
}
