package io.mededge.edge.profile;

import io.mededge.model.id.DeviceId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The machines of this facility, in the order of the configuration. */
public final class Devices {
    /** Bound of one gateway. */
    public static final int MAX_DEVICES = 1_000;

    private final Map<DeviceId, Device> byId = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if two devices have one id, or there are more than {@link #MAX_DEVICES} */
    public Devices(List<Device> devices) {
        if (devices.size() > MAX_DEVICES) {
            throw new IllegalArgumentException("a gateway has at most " + MAX_DEVICES + " devices");
        }
        for (var device : devices) {
            if (byId.put(device.id(), device) != null) {
                throw new IllegalArgumentException("two devices are named " + device.id());
            }
        }
    }

    public List<Device> all() {
        return List.copyOf(byId.values());
    }

    public Optional<Device> find(DeviceId id) {
        return Optional.ofNullable(byId.get(id));
    }
}
