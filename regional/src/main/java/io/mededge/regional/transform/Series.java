package io.mededge.regional.transform;

import io.mededge.model.outbound.MetricDescription;
import java.util.List;

/**
 * One metric of one device, and what its device's description says of it.
 *
 * @param id of the region's series table
 * @param pollMillis the regular distance of its samples, milliseconds; 0 if it has none
 */
public record Series(int id, DeviceKey device, MetricDescription metric, int pollMillis) implements Signal {
    @Override
    public Series lead() {
        return this;
    }

    @Override
    public List<Series> parts() {
        return List.of(this);
    }

    @Override
    public boolean episodic() {
        return VitalSign.of(metric).isPresent();
    }
}
