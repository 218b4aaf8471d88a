package io.mededge.regional.transform;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import java.util.ArrayList;
import java.util.List;

/** A device, unique within this region. */
public record DeviceKey(FacilityId facility, DeviceId device) {
    public static DeviceKey of(String facility, String device) {
        return new DeviceKey(new FacilityId(facility), new DeviceId(device));
    }

    /** Both ids may hold hyphens, so an id can be read in several ways; which of them is meant, the device table knows. */
    public static List<DeviceKey> readings(String fhirId) {
        var readings = new ArrayList<DeviceKey>();
        for (var hyphen = fhirId.indexOf('-'); hyphen >= 0; hyphen = fhirId.indexOf('-', hyphen + 1)) {
            try {
                readings.add(of(fhirId.substring(0, hyphen), fhirId.substring(hyphen + 1)));
            } catch (IllegalArgumentException notTwoIds) {
                continue;
            }
        }
        return readings;
    }

    /** The logical id of the Device resource: {@code {facility}-{device}}. */
    public String fhirId() {
        return facility + "-" + device;
    }

    @Override
    public String toString() {
        return facility + "/" + device;
    }
}
