package io.mededge.regional.device;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A device as its newest description has it.
 *
 * @param lastMinute the newest minute in which values of the device, or for a gateway of any of its devices, were measured; null: never
 */
public record RegisteredDevice(
        FacilityId facility,
        DeviceId device,
        DeviceId gateway,
        String model,
        String serial,
        String firmware,
        String station,
        String zone,
        String profile,
        int profileVersion,
        @Nullable Instant lastMinute) {}
