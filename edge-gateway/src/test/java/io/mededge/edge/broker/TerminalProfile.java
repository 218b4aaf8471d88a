package io.mededge.edge.broker;

import io.mededge.edge.profile.Device;
import io.mededge.edge.profile.DeviceProfile;
import io.mededge.edge.profile.MachineAddress;
import io.mededge.edge.profile.ProfileLoader;
import io.mededge.model.id.DeviceId;
import java.time.Duration;

/** Machines of the tests, which speak MQTT. */
final class TerminalProfile {
    static final DeviceProfile SHIPPED = valid(ProfileLoader.loadShipped("mededge-vitals"));

    private TerminalProfile() {}

    private static DeviceProfile valid(ProfileLoader.Result result) {
        return ((ProfileLoader.Result.Valid) result).profile();
    }

    static DeviceProfile parse(String yaml) {
        return valid(ProfileLoader.parse("test.yaml", yaml));
    }

    /** @param period the longest distance of two of its messages */
    static Device device(String id, Duration period) {
        return new Device(
                new DeviceId(id),
                "A-01",
                "A",
                SHIPPED,
                new MachineAddress.Mqtt(),
                1,
                period,
                Duration.ofSeconds(1),
                "V-1",
                "");
    }
}
