package io.mededge.regional.transform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Systolic and diastolic pressure of one patient monitor as one Observation, LOINC 85354-9, as US Core and most readers of vital signs expect it. Each
 * of the two is also an Observation of its own.
 */
public record BloodPressure(Series systolic, Series diastolic) implements Signal {
    static final long FIRST_NUMBER = 1L << 40;

    /** @throws IllegalArgumentException if they are not those two vital signs of the same device */
    public BloodPressure {
        if (VitalSign.of(systolic.metric()).filter(VitalSign.SYSTOLIC::equals).isEmpty()
                || VitalSign.of(diastolic.metric())
                        .filter(VitalSign.DIASTOLIC::equals)
                        .isEmpty()
                || !systolic.device().equals(diastolic.device())) {
            throw new IllegalArgumentException("series " + systolic.id() + " and " + diastolic.id()
                    + " are not the systolic and the diastolic pressure of one device");
        }
    }

    /** The blood pressures that these series hold: one for each device that has both parts. */
    public static List<BloodPressure> among(List<Series> series) {
        Map<DeviceKey, Series> systolic = new LinkedHashMap<>();
        Map<DeviceKey, Series> diastolic = new LinkedHashMap<>();
        for (var candidate : series) {
            VitalSign.of(candidate.metric()).ifPresent(sign -> {
                if (sign == VitalSign.SYSTOLIC) {
                    systolic.putIfAbsent(candidate.device(), candidate);
                } else if (sign == VitalSign.DIASTOLIC) {
                    diastolic.putIfAbsent(candidate.device(), candidate);
                }
            });
        }
        var pairs = new ArrayList<BloodPressure>();
        systolic.forEach((device, upper) -> {
            var lower = diastolic.get(device);
            if (lower != null) {
                pairs.add(new BloodPressure(upper, lower));
            }
        });
        return pairs;
    }

    @Override
    public Series lead() {
        return systolic;
    }

    @Override
    public List<Series> parts() {
        return List.of(systolic, diastolic);
    }

    @Override
    public boolean episodic() {
        return true;
    }
}
