package io.mededge.regional.transform;

import io.mededge.model.id.DeviceId;
import io.mededge.model.outbound.DeviceDescription;
import java.time.Instant;

/** A device as it last described itself. */
public record StoredDevice(DeviceKey key, DeviceId gateway, DeviceDescription description, Instant describedAt) {}
