package io.mededge.edge.journal;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.StreamClass;

/** A stream of this journal: one device and one class. Place, gateway and epoch are the same for all. */
public record StreamKey(DeviceId device, StreamClass streamClass) {
    @Override
    public String toString() {
        return device + "/" + streamClass;
    }
}
