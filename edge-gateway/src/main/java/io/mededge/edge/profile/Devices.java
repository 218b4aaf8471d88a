package io.mededge.edge.profile;

import io.mededge.model.id.DeviceId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The machines of this facility, in the order of the configuration. Thread-safe. */
public final class Devices {
    /** Bound of one gateway. */
    public static final int MAX_DEVICES = 1_000;

    private volatile Map<DeviceId, Device> byId;

    /** @throws IllegalArgumentException if two devices have one id, or there are more than {@link #MAX_DEVICES} */
    public Devices(List<Device> devices) {
        if (devices.size() > MAX_DEVICES) {
            throw new IllegalArgumentException("a gateway has at most " + MAX_DEVICES + " devices");
        }
        var ids = new LinkedHashMap<DeviceId, Device>();
        for (var device : devices) {
            if (ids.put(device.id(), device) != null) {
                throw new IllegalArgumentException("two devices are named " + device.id());
            }
        }
        byId = ids;
    }

    /** Gives a changed profile to all devices that have one of its name. Returns them as they are now. */
    public synchronized List<Device> adopt(DeviceProfile profile) {
        var adopted = new ArrayList<Device>();
        var ids = new LinkedHashMap<>(byId);
        ids.replaceAll((id, device) -> {
            if (!device.profile().name().equals(profile.name())) {
                return device;
            }
            adopted.add(device.with(profile));
            return device.with(profile);
        });
        byId = ids;
        return adopted;
    }

    public List<Device> all() {
        return List.copyOf(byId.values());
    }

    public Optional<Device> find(DeviceId id) {
        return Optional.ofNullable(byId.get(id));
    }
}
