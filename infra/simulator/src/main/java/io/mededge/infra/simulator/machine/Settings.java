package io.mededge.infra.simulator.machine;

import java.util.EnumMap;
import java.util.Map;

/** The values set at the machine: first the prescription's, then whatever is written. */
final class Settings {
    private final Map<Setting, Double> values = new EnumMap<>(Setting.class);

    Settings(Prescription prescription) {
        set(Setting.BLOOD_FLOW, prescription.bloodFlow());
        set(Setting.DIALYSATE_FLOW, prescription.dialysateFlow());
        set(Setting.ULTRAFILTRATION_RATE, prescription.ultrafiltrationRate());
        set(Setting.ULTRAFILTRATION_GOAL, prescription.ultrafiltrationGoal());
        set(Setting.DIALYSATE_TEMPERATURE, prescription.dialysateTemperature());
        set(Setting.DIALYSATE_CONDUCTIVITY, prescription.dialysateConductivity());
        set(Setting.ANTICOAGULANT_RATE, prescription.anticoagulantRate());
        set(Setting.TREATMENT_TIME, (double) prescription.treatmentSeconds());
    }

    double get(Setting setting) {
        return values.getOrDefault(setting, 0.0);
    }

    void set(Setting setting, double value) {
        values.put(setting, value);
    }
}
