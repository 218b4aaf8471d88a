package io.mededge.edge.profile;

import io.mededge.model.id.DeviceId;
import io.mededge.model.outbound.DeviceDescription;
import java.time.Duration;

/**
 * A machine of this facility, as the configuration names it.
 *
 * @param station for example {@code A-01}; empty when it has no fixed place
 * @param unit Modbus unit identifier, 0 to 255
 * @param poll distance of two polls
 * @param timeout how long the machine may take to answer one request
 * @param retries how often one poll repeats a request after a passing disturbance, as long as the next poll is not due
 */
public record Device(
        DeviceId id,
        String station,
        String zone,
        DeviceProfile profile,
        MachineAddress address,
        int unit,
        Duration poll,
        Duration timeout,
        String serial,
        String firmware,
        int retries) {
    private static final int DEFAULT_RETRIES = 1;

    /** With as many retries as the configuration's default. */
    public Device(
            DeviceId id,
            String station,
            String zone,
            DeviceProfile profile,
            MachineAddress address,
            int unit,
            Duration poll,
            Duration timeout,
            String serial,
            String firmware) {
        this(id, station, zone, profile, address, unit, poll, timeout, serial, firmware, DEFAULT_RETRIES);
    }

    /** The same device with another profile. */
    Device with(DeviceProfile other) {
        return new Device(id, station, zone, other, address, unit, poll, timeout, serial, firmware, retries);
    }

    /** What the region learns about it. */
    public DeviceDescription description() {
        return new DeviceDescription(
                profile.model(),
                serial,
                firmware,
                station,
                zone,
                profile.name(),
                profile.version(),
                profile.deviceType(),
                Math.toIntExact(poll.toMillis()),
                profile.metrics());
    }
}
